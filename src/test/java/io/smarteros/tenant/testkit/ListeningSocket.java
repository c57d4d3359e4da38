package io.smarteros.tenant.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Something on a port of this machine that takes connections and is no PostgreSQL. */
public final class ListeningSocket implements AutoCloseable {
  /** An {@code AuthenticationCleartextPassword} of PostgreSQL's protocol. */
  private static final byte[] ASK_FOR_PASSWORD = {'R', 0, 0, 0, 8, 0, 0, 0, 3};

  private final ServerSocket socket;
  private final byte[] answer;
  private final AtomicInteger connections = new AtomicInteger();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  private ListeningSocket(byte[] answer) {
    this.answer = answer;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  public static ListeningSocket thatSaysNothing() {
    return new ListeningSocket(new byte[0]);
  }

  public static ListeningSocket thatAsksForThePasswordInClear() {
    return new ListeningSocket(ASK_FOR_PASSWORD);
  }

  public int port() {
    return socket.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  /** All bytes that came in. */
  public synchronized String received() {
    return received.toString(StandardCharsets.ISO_8859_1);
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      DataInputStream startup = new DataInputStream(in);
      keep(startup.readNBytes(startup.readInt() - Integer.BYTES));
      client.getOutputStream().write(answer);
      client.getOutputStream().flush();
      for (int next = in.read(); next >= 0; next = in.read()) {
        keep(new byte[] {(byte) next});
      }
    } catch (IOException e) {
      keep(new byte[0]);
    }
  }

  private synchronized void keep(byte[] bytes) {
    received.writeBytes(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
