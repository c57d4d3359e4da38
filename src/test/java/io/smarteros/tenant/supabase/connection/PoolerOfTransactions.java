package io.smarteros.tenant.supabase.connection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Does with notifications what PgBouncer and Supavisor do in transaction mode: LISTEN succeeds, and
 * nothing ever comes (supabase/supavisor issues 85 and 332, pgbouncer issue 655). It can also stop
 * in the middle of one, as a network does.
 */
public final class PoolerOfTransactions implements AutoCloseable {
  /** What happens to a notification from the server. */
  public enum Notifications {
    PASSED,
    SWALLOWED,
    /** After its first bytes the connection carries nothing any more. */
    BROKEN_OFF
  }

  private static final int NOTIFICATION = 'A';

  private final ServerSocket door;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Notifications notifications = Notifications.SWALLOWED;

  /** Before a server on 127.0.0.1. */
  public PoolerOfTransactions(int target) {
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

  /** Of all connections, from the next one on. */
  public void handle(Notifications these) {
    notifications = these;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, server));
        pump(client, server, () -> client.getInputStream().transferTo(server.getOutputStream()));
        pump(server, client, () -> passMessages(server, client));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private interface Transfer {
    void run() throws IOException, InterruptedException;
  }

  private static void pump(Socket from, Socket to, Transfer transfer) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                transfer.run();
              } catch (IOException e) {
                // one of them has ended
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                close(from);
                close(to);
              }
            });
  }

  /** Each begins with its type and its length, which counts itself. */
  private void passMessages(Socket server, Socket client) throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(server.getInputStream());
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    while (true) {
      int type = in.readUnsignedByte();
      int length = in.readInt();
      byte[] body = in.readNBytes(length - Integer.BYTES);
      Notifications handling = type == NOTIFICATION ? notifications : Notifications.PASSED;
      if (handling == Notifications.SWALLOWED) {
        continue;
      }
      out.writeByte(type);
      out.writeInt(length);
      if (handling == Notifications.BROKEN_OFF) {
        ended.await();
      }
      out.write(body);
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
    ended.countDown();
    sockets.forEach(PoolerOfTransactions::close);
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
