package io.smarteros.tenant.supabase.connection;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;

/**
 * Makes sockets for the driver that take only so much in answer to what was sent last. The driver
 * reads notifications into memory as long as there are more, and anybody who can log in to the
 * database can send them faster than they are read.
 */
public final class BoundedSocketFactory extends SocketFactory {
  /** In bytes: more than a result may have, with what goes with it. */
  private static final int MOST_UNASKED = 10 * 1024 * 1024;

  @Override
  public Socket createSocket() {
    return new BoundedSocket();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  private static final class BoundedSocket extends Socket {
    private final AtomicInteger unasked = new AtomicInteger();

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          int read = super.read();
          count(1);
          return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          int read = super.read(buffer, offset, length);
          count(read);
          return read;
        }
      };
    }

    private void count(int read) throws IOException {
      if (unasked.addAndGet(Math.max(0, read)) > MOST_UNASKED) {
        throw new IOException("the server sends more than the operator can take");
      }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(int one) throws IOException {
          unasked.set(0);
          out.write(one);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
          unasked.set(0);
          out.write(buffer, offset, length);
        }
      };
    }
  }
}
