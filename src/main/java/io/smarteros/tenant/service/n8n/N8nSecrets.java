package io.smarteros.tenant.service.n8n;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.smarteros.tenant.service.RandomSecrets;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The keys and passwords of one n8n, by their names in the record. */
final class N8nSecrets {
  static final String ENCRYPTION_KEY = "encryptionKey";
  static final String DATABASE_PASSWORD = "databasePassword";
  static final String REDIS_PASSWORD = "redisPassword";
  static final String SESSION_SECRET = "userManagementJwtSecret";
  static final String OWNER_PASSWORD = "ownerPassword";

  /** Kept, since a new hash of the same password would end every session. */
  static final String OWNER_PASSWORD_HASH = "ownerPasswordHash";

  /** The operator's own key to n8n's API; made by n8n. */
  static final String API_KEY = "apiKey";

  /** Without it n8n cannot read credentials in its database, and does not start. */
  static final Set<String> IRREPLACEABLE = Set.of(ENCRYPTION_KEY);

  /** The lowest: nobody finds out a random password, and each higher cost doubles the time. */
  private static final int BCRYPT_COST = 4;

  private static final int BCRYPT_SALT_BYTES = 16;

  private final RandomSecrets random;

  N8nSecrets(RandomGenerator random) {
    this.random = new RandomSecrets(random);
  }

  Map<String, Supplier<String>> missing(Map<String, String> present) {
    String ownerPassword = present.getOrDefault(OWNER_PASSWORD, random.password());
    Map<String, Supplier<String>> wanted = new LinkedHashMap<>();
    wanted.put(ENCRYPTION_KEY, random::key);
    wanted.put(DATABASE_PASSWORD, random::password);
    wanted.put(REDIS_PASSWORD, random::password);
    wanted.put(SESSION_SECRET, random::key);
    wanted.put(OWNER_PASSWORD, () -> ownerPassword);
    wanted.put(OWNER_PASSWORD_HASH, () -> hash(ownerPassword));
    wanted.keySet().removeAll(present.keySet());
    return wanted;
  }

  private String hash(String password) {
    byte[] hash =
        BCrypt.withDefaults()
            .hash(
                BCRYPT_COST,
                random.bytes(BCRYPT_SALT_BYTES),
                password.getBytes(StandardCharsets.UTF_8));
    return new String(hash, StandardCharsets.UTF_8);
  }
}
