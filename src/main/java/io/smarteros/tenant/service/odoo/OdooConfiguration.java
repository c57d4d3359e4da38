package io.smarteros.tenant.service.odoo;

import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Odoo reads at its start: {@code odoo.conf}, and the few variables that are not in it. */
final class OdooConfiguration {
  /** Of a process without workers, whose threads share it. */
  private static final int DATABASE_POOL = 16;

  private static final Pattern OWNED = Pattern.compile(OdooSpec.RESERVED_ENVIRONMENT);
  private static final String AUTHORITIES_OF_IMAGE = "/etc/ssl/certs/ca-certificates.crt";

  private final ServicePlan plan;
  private final OdooOptions options;
  private final DatabaseAccess database;

  OdooConfiguration(ServicePlan plan, OdooOptions options) {
    this.plan = plan;
    this.options = options;
    this.database =
        plan.database()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Odoo of %s has no database".formatted(plan.tenant().name())));
  }

  /** By name of the file. */
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put(Odoo.CONFIGURATION_FILE, odooConf());
    database.caCertificate().ifPresent(pem -> files.put(Odoo.CA_FILE, pem));
    return files;
  }

  private String odooConf() {
    Map<String, Object> entries = new LinkedHashMap<>();
    database(entries);
    files(entries);
    web(entries);
    entries.putAll(OdooMail.entries(plan));
    processes(entries);
    return entries.entrySet().stream()
        .map(entry -> "%s = %s\n".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("", "[options]\n", ""));
  }

  private void database(Map<String, Object> entries) {
    entries.put("db_host", database.host());
    entries.put("db_port", database.port());
    entries.put("db_user", database.role());
    entries.put("db_password", database.password());
    entries.put("db_name", database.name());
    entries.put("db_sslmode", database.sslMode().value());
    entries.put("db_maxconn", pool());
    entries.put("dbfilter", "^%s$".formatted(database.name()));
    entries.put("list_db", "False");
    entries.put("admin_passwd", plan.secret(OdooSecrets.MASTER_PASSWORD_HASH));
  }

  private void files(Map<String, Object> entries) {
    entries.put("data_dir", Odoo.DATA);
    entries.put("addons_path", OdooAddons.of(plan).path());
  }

  private static void web(Map<String, Object> entries) {
    entries.put("proxy_mode", "True");
    // the default of the next series is the loopback address
    entries.put("http_interface", "0.0.0.0");
    entries.put("http_port", Odoo.PORT);
    entries.put("gevent_port", Odoo.WEBSOCKET_PORT);
    // it calls its maker every week, with the number of users
    entries.put("publisher_warranty_url", "http://127.0.0.1:9/");
  }

  private void processes(Map<String, Object> entries) {
    entries.put("workers", options.workers());
    entries.put("max_cron_threads", 1);
    // a process that has grown beyond it ends after its request
    entries.put("limit_memory_soft", memory() * 8 / 10 / Math.max(options.workers(), 1));
    // it is about addresses and not memory: the kubelet limits that
    entries.put("limit_memory_hard", 0);
  }

  /** Both an old and a new pod fit into the limit of the role, and a Job beside them. */
  private int pool() {
    return Math.clamp(database.connections() / 2 / options.processes(), 2, DATABASE_POOL);
  }

  private long memory() {
    return Quantity.getAmountInBytes(new Quantity(plan.service().memory())).longValueExact();
  }

  /** Nothing secret: it stands in the pod template. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    // the root is read-only, and printing writes caches there
    environment.put("HOME", "/tmp");
    authorities().ifPresent(path -> environment.put("PGSSLROOTCERT", path));
    return environment;
  }

  private Optional<String> authorities() {
    if (database.sslMode() == SslMode.DISABLE || database.sslMode() == SslMode.REQUIRE) {
      return Optional.empty();
    }
    return Optional.of(
        database
            .caCertificate()
            .map(_ -> "%s/%s".formatted(Odoo.CONFIGURATION, Odoo.CA_FILE))
            .orElse(AUTHORITIES_OF_IMAGE));
  }

  /** Whether a person may not set the variable, since the operator does or relies on it. */
  static boolean owns(String variableName) {
    return OWNED.matcher(variableName).matches();
  }
}
