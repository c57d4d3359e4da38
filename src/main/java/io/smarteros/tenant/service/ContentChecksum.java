package io.smarteros.tenant.service;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A checksum of configuration, for a pod template: pods are replaced when what they read at start
 * changes. Keyed, so that short passwords cannot be guessed from it.
 */
public final class ContentChecksum {
  public static final String ANNOTATION = "smarteros.io/config-checksum";
  private static final String ALGORITHM = "HmacSHA256";

  private ContentChecksum() {}

  /**
   * The same for equal contents and keys.
   *
   * @param key long, random and secret
   */
  public static String of(String key, Map<String, String> content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      new TreeMap<>(content)
          .forEach(
              (name, value) -> {
                update(mac, name);
                update(mac, value);
              });
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }

  /** With a separator that neither can contain, so that no two contents look the same. */
  private static void update(Mac mac, String text) {
    mac.update(text.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
  }
}
