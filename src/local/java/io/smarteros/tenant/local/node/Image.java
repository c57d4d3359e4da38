package io.smarteros.tenant.local.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A container image that is made on this machine, by a script in {@code src/local/images}. */
enum Image {
  PAUSE("pause", "localhost/pause:1"),
  REDIS("redis", "docker.io/library/redis:7.2.11-alpine"),
  /** What the class of the tests says, so that its Tenants can be upgraded. */
  EARLIER_N8N("n8n", "docker.io/n8nio/n8n:2.40.7"),
  N8N("n8n", "docker.io/n8nio/n8n:2.41.1"),
  /** The same program under an earlier day's name, as for n8n. */
  EARLIER_ODOO("odoo", "docker.io/library/odoo:19.0-20260601"),
  ODOO("odoo", "docker.io/library/odoo:19.0-20260723"),
  OPERATOR("operator", "registry.example.com/tenant-operator:0.1.0");

  private static final Path SHARED = Path.of("src/local/images/image.sh");

  private final String script;
  private final String reference;

  /**
   * An image of this name.
   *
   * @param script which makes it: several versions of a program share one
   * @param reference as manifests write it, in full
   */
  Image(String script, String reference) {
    this.script = script;
    this.reference = reference;
  }

  String reference() {
    return reference;
  }

  /** Also of files that are named after it. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  Path recipe() {
    return SHARED.resolveSibling(script + ".sh");
  }

  /** Everything in this checkout that decides what is in it. */
  List<Path> sources() {
    return switch (this) {
      case PAUSE, REDIS, EARLIER_N8N, N8N, EARLIER_ODOO, ODOO -> List.of(SHARED, recipe());
      case OPERATOR ->
          List.of(
              SHARED,
              recipe(),
              Path.of("Dockerfile"),
              Path.of("target/tenant-operator.jar"),
              Path.of("target/lib"));
    };
  }
}
