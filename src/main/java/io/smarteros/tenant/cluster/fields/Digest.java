package io.smarteros.tenant.cluster.fields;

import java.nio.ByteBuffer;

/** Half of a SHA-256, by which values are told apart. Small, since there are many. */
public record Digest(long high, long low) {

  static Digest of(byte[] sha256) {
    ByteBuffer bytes = ByteBuffer.wrap(sha256);
    return new Digest(bytes.getLong(), bytes.getLong());
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
