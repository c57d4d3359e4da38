package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.service.RandomSecrets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The keys and passwords of one Chatwoot, by their names in the record. */
final class ChatwootSecrets {
  static final String DATABASE_PASSWORD = "databasePassword";
  static final String REDIS_PASSWORD = "redisPassword";
  static final String ADMIN_PASSWORD = "adminPassword";
  static final String SUPER_ADMIN_PASSWORD = "superAdminPassword";

  /** Of the operator's platform application. */
  static final String PLATFORM_TOKEN = "platformToken";

  /** Signs sessions and addresses of files. Another one ends them, and makes nothing unreadable. */
  static final String SECRET_KEY_BASE = "secretKeyBase";

  static final String ENCRYPTION_PRIMARY_KEY = "encryptionPrimaryKey";
  static final String ENCRYPTION_DETERMINISTIC_KEY = "encryptionDeterministicKey";
  static final String ENCRYPTION_SALT = "encryptionKeyDerivationSalt";

  /** Without them second factors and the secrets of webhooks and bots cannot be read. */
  static final Set<String> IRREPLACEABLE =
      Set.of(ENCRYPTION_PRIMARY_KEY, ENCRYPTION_DETERMINISTIC_KEY, ENCRYPTION_SALT);

  private static final int KEY_BYTES = 32;

  /** Rails wants it alphanumeric, and longer. */
  private static final int SECRET_KEY_BYTES = 64;

  /** Chatwoot takes no password without one. */
  private static final String SPECIAL_CHARACTER = "!";

  private final RandomSecrets random;

  ChatwootSecrets(RandomGenerator random) {
    this.random = new RandomSecrets(random);
  }

  Map<String, Supplier<String>> missing(Map<String, String> present) {
    Map<String, Supplier<String>> wanted = new LinkedHashMap<>();
    wanted.put(DATABASE_PASSWORD, random::password);
    wanted.put(REDIS_PASSWORD, random::password);
    wanted.put(ADMIN_PASSWORD, this::userPassword);
    wanted.put(SUPER_ADMIN_PASSWORD, this::userPassword);
    wanted.put(PLATFORM_TOKEN, () -> hexadecimal(KEY_BYTES));
    wanted.put(SECRET_KEY_BASE, () -> hexadecimal(SECRET_KEY_BYTES));
    wanted.put(ENCRYPTION_PRIMARY_KEY, () -> hexadecimal(KEY_BYTES));
    wanted.put(ENCRYPTION_DETERMINISTIC_KEY, () -> hexadecimal(KEY_BYTES));
    wanted.put(ENCRYPTION_SALT, () -> hexadecimal(KEY_BYTES));
    wanted.keySet().removeAll(present.keySet());
    return wanted;
  }

  private String userPassword() {
    return random.password() + SPECIAL_CHARACTER;
  }

  private String hexadecimal(int bytes) {
    return HexFormat.of().formatHex(random.bytes(bytes));
  }
}
