package io.smarteros.tenant.local.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * What takes long to make and never changes is kept outside the checkout: in {@code
 * ~/.cache/smarteros-tenant}, or in the folder that the environment variable {@code
 * SMARTEROS_TENANT_CACHE} names.
 */
public final class CacheFolder {
  private CacheFolder() {}

  public static Path path() {
    String chosen = System.getenv("SMARTEROS_TENANT_CACHE");
    return chosen == null
        ? Path.of(System.getProperty("user.home"), ".cache", "smarteros-tenant")
        : Path.of(chosen);
  }

  /** A name for what is made of this text: the same text, the same name. */
  public static String nameOf(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /**
   * Keeps other processes out of a folder until the channel is closed; waits for one that is in it.
   *
   * @param waiting is told, if there is somebody to wait for
   */
  public static FileChannel lock(Path folder, Consumer<String> progress, String waiting)
      throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock free = file.tryLock();
    if (free == null) {
      progress.accept(waiting);
      file.lock();
    }
    return file;
  }
}
