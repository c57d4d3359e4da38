package io.smarteros.tenant.service.odoo;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.blueprint.ServiceObjects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What brings the database of an Odoo to where the Tenant wants it. The Jobs run {@code
 * odoo_job.py}, which stands beside this class.
 */
final class OdooJobs {
  /** Makes the tables, or updates them to a version. No Odoo may serve meanwhile. */
  static final String INITIALIZE = "initialize";

  /** Applies the settings and installs modules, beside an Odoo that serves. */
  static final String CONFIGURE = "configure";

  static final String SCRIPT = "odoo_job.py";

  /** By name. Read once: they are the same for each tenant. */
  private static final Map<String, String> SCRIPTS =
      Stream.of(SCRIPT, "close_admin.py", "apply_settings.py")
          .collect(toUnmodifiableMap(name -> name, OdooJobs::script));

  private static final String WANTED_FILE = "wanted.json";

  /** Of all tries together: updating every module of a large database takes its time. */
  private static final Duration TIMEOUT = Duration.ofHours(2);

  private final ServicePlan plan;
  private final OdooOptions options;
  private final OdooPod pod;
  private final OdooAddons addons;

  OdooJobs(ServicePlan plan, OdooOptions options, OdooPod pod) {
    this.plan = plan;
    this.options = options;
    this.pod = pod;
    this.addons = OdooAddons.of(plan);
  }

  /** What the Jobs read beside the configuration, by name of the file. */
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>(SCRIPTS);
    files.put(WANTED_FILE, wanted().toString());
    return files;
  }

  Gate initialize() {
    String version = plan.service().version();
    return new Gate.Completed(
        INITIALIZE,
        addons.keyOf(version),
        Optional.of(version),
        new ServiceObjects(plan).job(INITIALIZE, TIMEOUT, pod.initializing()));
  }

  /** Once for each value of the settings, and for other add-ons: they may have what was missing. */
  Gate configure() {
    return new Gate.Completed(
        CONFIGURE,
        addons.keyOf(
            ContentChecksum.of(
                plan.secret(OdooSecrets.MASTER_PASSWORD),
                Map.of(CONFIGURE, settings().toString()))),
        Optional.empty(),
        new ServiceObjects(plan).job(CONFIGURE, TIMEOUT, pod.configuring()));
  }

  private ObjectNode wanted() {
    OdooAdministrator administrator = OdooAdministrator.of(plan);
    ObjectNode wanted = settings();
    wanted
        .putObject("administrator")
        .put("login", administrator.login())
        .put("password", administrator.password());
    return wanted.put("company", plan.tenant().displayName());
  }

  private ObjectNode settings() {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    options.language().ifPresent(code -> settings.put("language", code));
    options.country().ifPresent(code -> settings.put("country", code));
    options.currency().ifPresent(code -> settings.put("currency", code));
    options.modules().forEach(settings.putArray("modules")::add);
    return settings
        .put("url", plan.service().url())
        .put("reportUrl", "http://127.0.0.1:%d".formatted(Odoo.PORT));
  }

  private static String script(String name) {
    try (InputStream resource = OdooJobs.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("The operator was built without " + name);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
