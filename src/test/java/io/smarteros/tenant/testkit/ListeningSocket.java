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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Something on a port of this machine that takes connections and is no PostgreSQL. */
public final class ListeningSocket implements AutoCloseable {
  /** An {@code AuthenticationCleartextPassword} of PostgreSQL's protocol. */
  private static final byte[] ASK_FOR_PASSWORD = {'R', 0, 0, 0, 8, 0, 0, 0, 3};

  /** An {@code AuthenticationSASL} with one mechanism, which says nothing of the certificate. */
  private static final byte[] OFFER_SCRAM =
      "R\0\0\0\27\0\0\0\12SCRAM-SHA-256\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final byte TLS_ACCEPTED = 'S';

  private final ServerSocket socket;
  private final Optional<SSLContext> tls;
  private final byte[] answer;
  private final AtomicInteger connections = new AtomicInteger();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  private ListeningSocket(Optional<SSLContext> tls, byte[] answer) {
    this.tls = tls;
    this.answer = answer;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  public static ListeningSocket thatSaysNothing() {
    return new ListeningSocket(Optional.empty(), new byte[0]);
  }

  public static ListeningSocket thatAsksForThePasswordInClear() {
    return new ListeningSocket(Optional.empty(), ASK_FOR_PASSWORD);
  }

  /** With the certificate of a server, which somebody between it and us may have as well. */
  public static ListeningSocket thatOffersNoChannelBinding(SSLContext tls) {
    return new ListeningSocket(Optional.of(tls), OFFER_SCRAM);
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
    try (client;
        Socket secured = secured(client)) {
      InputStream in = secured.getInputStream();
      keep(message(in));
      secured.getOutputStream().write(answer);
      secured.getOutputStream().flush();
      for (int next = in.read(); next >= 0; next = in.read()) {
        keep(new byte[] {(byte) next});
      }
    } catch (IOException e) {
      keep(new byte[0]);
    }
  }

  /** As PostgreSQL does: TLS begins once the client has asked for it. */
  private Socket secured(Socket client) throws IOException {
    if (tls.isEmpty()) {
      return client;
    }
    keep(message(client.getInputStream()));
    client.getOutputStream().write(TLS_ACCEPTED);
    SSLSocket secured =
        (SSLSocket) tls.get().getSocketFactory().createSocket(client, null, client.getPort(), true);
    secured.setUseClientMode(false);
    return secured;
  }

  /** One without a type, as the first ones of a connection are. */
  private static byte[] message(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    return data.readNBytes(data.readInt() - Integer.BYTES);
  }

  private synchronized void keep(byte[] bytes) {
    received.writeBytes(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
