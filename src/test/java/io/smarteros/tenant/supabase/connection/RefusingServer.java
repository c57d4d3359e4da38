package io.smarteros.tenant.supabase.connection;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks just enough of PostgreSQL's protocol to refuse every log-in, as a pooler does. */
final class RefusingServer implements AutoCloseable {
  private final ServerSocket door;
  private final String sqlState;
  private final String message;
  private final AtomicInteger logins = new AtomicInteger();

  RefusingServer(String sqlState, String message) {
    this.sqlState = sqlState;
    this.message = message;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable".formatted(door.getLocalPort());
  }

  int logins() {
    return logins.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try (Socket client = door.accept()) {
        logins.incrementAndGet();
        DataInputStream in = new DataInputStream(client.getInputStream());
        in.skipNBytes(in.readInt() - Integer.BYTES);
        refuse(new DataOutputStream(client.getOutputStream()));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void refuse(DataOutputStream out) throws IOException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    for (String field : new String[] {"SFATAL", "VFATAL", "C" + sqlState, "M" + message}) {
      fields.write(field.getBytes(StandardCharsets.UTF_8));
      fields.write(0);
    }
    fields.write(0);
    out.writeByte('E');
    out.writeInt(fields.size() + Integer.BYTES);
    out.write(fields.toByteArray());
    out.flush();
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
