package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.service.RandomSecrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The keys and passwords of one Botpress, by their names in the record. */
final class BotpressSecrets {
  static final String DATABASE_PASSWORD = "databasePassword";
  static final String ADMIN_PASSWORD = "adminPassword";

  /** Signs log-ins. Another one ends them, and makes nothing unreadable. */
  static final String APP_SECRET = "appSecret";

  private final RandomSecrets random;

  BotpressSecrets(RandomGenerator random) {
    this.random = new RandomSecrets(random);
  }

  Map<String, Supplier<String>> missing(Map<String, String> present) {
    Map<String, Supplier<String>> wanted = new LinkedHashMap<>();
    wanted.put(DATABASE_PASSWORD, random::password);
    wanted.put(ADMIN_PASSWORD, random::password);
    wanted.put(APP_SECRET, random::key);
    wanted.keySet().removeAll(present.keySet());
    return wanted;
  }
}
