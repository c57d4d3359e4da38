package io.smarteros.tenant.service.n8n;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The keys and passwords of one n8n, by their names in the record. */
final class N8nSecrets {
  static final String ENCRYPTION_KEY = "encryptionKey";
  static final String DATABASE_PASSWORD = "databasePassword";
  static final String SESSION_SECRET = "userManagementJwtSecret";
  static final String OWNER_PASSWORD = "ownerPassword";

  /** Kept, since a new hash of the same password would end every session. */
  static final String OWNER_PASSWORD_HASH = "ownerPasswordHash";

  /** The operator's own key to n8n's API; made by n8n. */
  static final String API_KEY = "apiKey";

  /** Without it n8n cannot read credentials in its database, and does not start. */
  static final Set<String> IRREPLACEABLE = Set.of(ENCRYPTION_KEY);

  private static final String UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final String LOWER = "abcdefghijkmnopqrstuvwxyz";
  private static final String DIGITS = "23456789";
  private static final int PASSWORD_LENGTH = 24;
  private static final int KEY_BYTES = 32;

  /** The lowest: nobody finds out a random password, and each higher cost doubles the time. */
  private static final int BCRYPT_COST = 4;

  private static final int BCRYPT_SALT_BYTES = 16;

  private final RandomGenerator random;

  N8nSecrets(RandomGenerator random) {
    this.random = random;
  }

  Map<String, Supplier<String>> missing(Map<String, String> present) {
    String ownerPassword = present.getOrDefault(OWNER_PASSWORD, password());
    Map<String, Supplier<String>> wanted = new LinkedHashMap<>();
    wanted.put(ENCRYPTION_KEY, this::key);
    wanted.put(DATABASE_PASSWORD, this::password);
    wanted.put(SESSION_SECRET, this::key);
    wanted.put(OWNER_PASSWORD, () -> ownerPassword);
    wanted.put(OWNER_PASSWORD_HASH, () -> hash(ownerPassword));
    wanted.keySet().removeAll(present.keySet());
    return wanted;
  }

  private String key() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(KEY_BYTES));
  }

  /** As n8n wants it, 8 to 64 characters with a digit and a capital, and safe in any URL. */
  private String password() {
    StringBuilder password = new StringBuilder();
    password.append(oneOf(UPPER)).append(oneOf(LOWER)).append(oneOf(DIGITS));
    while (password.length() < PASSWORD_LENGTH) {
      password.append(oneOf(UPPER + LOWER + DIGITS));
    }
    return password.toString();
  }

  private char oneOf(String characters) {
    return characters.charAt(random.nextInt(characters.length()));
  }

  private String hash(String password) {
    byte[] hash =
        BCrypt.withDefaults()
            .hash(BCRYPT_COST, bytes(BCRYPT_SALT_BYTES), password.getBytes(StandardCharsets.UTF_8));
    return new String(hash, StandardCharsets.UTF_8);
  }

  private byte[] bytes(int number) {
    byte[] bytes = new byte[number];
    random.nextBytes(bytes);
    return bytes;
  }
}
