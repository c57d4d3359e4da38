package io.smarteros.tenant.supabase.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Stands before a server on 127.0.0.1: counts connections, cuts or freezes them all at once. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean open = true;
  private volatile boolean frozen;

  public TcpProxy(int target) {
    this.target = target;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return door.getLocalPort();
  }

  /** How often somebody knocked. */
  int connections() {
    return connections.get();
  }

  /** Ends all connections, and every new one at once. */
  public void cut() {
    open = false;
    sockets.forEach(TcpProxy::close);
  }

  void restore() {
    open = true;
    frozen = false;
  }

  /** Takes whatever comes, also new connections, and passes nothing on until it is restored. */
  void freeze() {
    frozen = true;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        connections.incrementAndGet();
        if (!open) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, server));
        pump(client, server);
        pump(server, client);
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void pump(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                copy(from, to);
              } catch (IOException e) {
                // cut, which is what it is for
              } finally {
                close(from);
                close(to);
              }
            });
  }

  private void copy(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[8192];
    int read = from.getInputStream().read(buffer);
    while (read >= 0) {
      while (frozen && !from.isClosed()) {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      to.getOutputStream().write(buffer, 0, read);
      read = from.getInputStream().read(buffer);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
