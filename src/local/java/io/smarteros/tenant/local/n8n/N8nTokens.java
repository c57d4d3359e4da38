package io.smarteros.tenant.local.n8n;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Ids, keys and session cookies that look like n8n's own. */
final class N8nTokens {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 16;

  private N8nTokens() {}

  static String id() {
    return RANDOM
        .ints(ID_LENGTH, 0, ALPHABET.length())
        .mapToObj(ALPHABET::charAt)
        .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
        .toString();
  }

  static String apiKey(String userId) {
    return token(
        "{\"sub\":\"%s\",\"iss\":\"n8n\",\"aud\":\"public-api\",\"jti\":\"%s\"}"
            .formatted(userId, UUID.randomUUID()),
        id());
  }

  /**
   * The cookie's value: good as long as e-mail and password hash are what they were, also after a
   * restart; two log-ins within a second get the same one.
   */
  static String session(N8nOwner owner, Instant at, String encryptionKey) {
    String digest = sign(owner.email() + "\n" + owner.passwordHash(), encryptionKey);
    return token(
        "{\"id\":\"%s\",\"hash\":\"%s\",\"iat\":%d}"
            .formatted(owner.id(), digest, at.getEpochSecond()),
        encryptionKey);
  }

  /** Whether {@link #session} of this owner made the cookie, whenever that was. */
  static boolean isSession(String cookie, N8nOwner owner, String encryptionKey) {
    String[] parts = cookie.split("\\.", -1);
    if (parts.length != 3 || !cookie.equals(signed(parts[0] + "." + parts[1], encryptionKey))) {
      return false;
    }
    String digest = sign(owner.email() + "\n" + owner.passwordHash(), encryptionKey);
    return new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).contains(digest);
  }

  private static String token(String payload, String key) {
    return signed(base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(payload), key);
  }

  private static String signed(String headerAndPayload, String key) {
    return headerAndPayload + "." + sign(headerAndPayload, key);
  }

  private static String sign(String text, String key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
