package io.smarteros.tenant.local.odoo;

import io.smarteros.tenant.local.cluster.PodEnvironment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The options in the {@code odoo.conf} that a pod has mounted. */
public final class OdooConf {
  private static final String PATH = "/etc/odoo/odoo.conf";

  private OdooConf() {}

  /** By name. With the pod's name, so that two pods never have the same. */
  public static Map<String, String> of(PodEnvironment pod) {
    Map<String, String> options = new HashMap<>();
    Optional.ofNullable(pod.files().get(PATH))
        .orElse("")
        .lines()
        .forEach(line -> put(options, line));
    options.put("HOSTNAME", pod.variables().getOrDefault("HOSTNAME", ""));
    return Map.copyOf(options);
  }

  private static void put(Map<String, String> options, String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      options.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }
  }
}
