package io.smarteros.tenant.supabase.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server on 127.0.0.1: counts connections, cuts or freezes them. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean open = true;
  private volatile boolean frozen;

  /** The number of the last connection that carries nothing. */
  private volatile int lastFrozen;

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
  public int connections() {
    return connections.get();
  }

  /** Ends all connections, and every new one at once. */
  public void cut() {
    open = false;
    sockets.forEach(TcpProxy::close);
  }

  public void restore() {
    open = true;
    frozen = false;
  }

  /** From now on all connections, new ones too, stay open and carry nothing. */
  public void freeze() {
    frozen = true;
  }

  /** Those that are open stay open and carry nothing; new ones work. */
  public void freezeTheOpenOnes() {
    lastFrozen = connections.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        int number = connections.incrementAndGet();
        if (!open) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, server));
        pump(number, client, server);
        pump(number, server, client);
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void pump(int number, Socket from, Socket to) {
    Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[8192];
              try {
                for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
                  if (frozen || number <= lastFrozen) {
                    ended.await();
                  }
                  to.getOutputStream().write(buffer, 0, read);
                }
              } catch (IOException e) {
                // cut, which is what it is for
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                close(from);
                close(to);
              }
            });
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
    ended.countDown();
    cut();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
