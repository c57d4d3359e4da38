package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.service.RandomSecrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The passwords of one Odoo, by their names in the record. Its keys are in its database. */
final class OdooSecrets {
  static final String DATABASE_PASSWORD = "databasePassword";
  static final String ADMIN_PASSWORD = "adminPassword";

  /** Of what manages databases. It stands in no pod: a hash of it does. */
  static final String MASTER_PASSWORD = "masterPassword";

  /** Kept, since a new hash of the same password would replace the pods. */
  static final String MASTER_PASSWORD_HASH = "masterPasswordHash";

  private static final String ALGORITHM = "PBKDF2WithHmacSHA512";

  /** Few: nobody finds out a random password, and each log-in attempt costs them. */
  private static final int ROUNDS = 1000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 512;

  private final RandomSecrets random;

  OdooSecrets(RandomGenerator random) {
    this.random = new RandomSecrets(random);
  }

  Map<String, Supplier<String>> missing(Map<String, String> present) {
    String masterPassword = present.getOrDefault(MASTER_PASSWORD, random.key());
    Map<String, Supplier<String>> wanted = new LinkedHashMap<>();
    wanted.put(DATABASE_PASSWORD, random::password);
    wanted.put(ADMIN_PASSWORD, random::password);
    wanted.put(MASTER_PASSWORD, () -> masterPassword);
    wanted.put(MASTER_PASSWORD_HASH, () -> hash(masterPassword));
    wanted.keySet().removeAll(present.keySet());
    return wanted;
  }

  /** As passlib writes it, which Odoo checks it with: its Base64 has a dot in place of the plus. */
  private String hash(String password) {
    byte[] salt = random.bytes(SALT_BYTES);
    try {
      byte[] hash =
          SecretKeyFactory.getInstance(ALGORITHM)
              .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ROUNDS, HASH_BITS))
              .getEncoded();
      return "$pbkdf2-sha512$%d$%s$%s".formatted(ROUNDS, base64(salt), base64(hash));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }

  private static String base64(byte[] bytes) {
    byte[] encoded = Base64.getEncoder().withoutPadding().encode(bytes);
    return new String(encoded, StandardCharsets.US_ASCII).replace('+', '.');
  }
}
