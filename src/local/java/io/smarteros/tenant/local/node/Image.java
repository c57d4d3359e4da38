package io.smarteros.tenant.local.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A container image that is made on this machine, by a script in {@code src/local/images}. */
enum Image {
  PAUSE("localhost/pause:1"),
  N8N("docker.io/n8nio/n8n:2.41.1"),
  ODOO("docker.io/library/odoo:19.0-20260723"),
  OPERATOR("registry.example.com/tenant-operator:0.1.0");

  private static final Path SHARED = Path.of("src/local/images/image.sh");

  private final String reference;

  /**
   * An image of this name.
   *
   * @param reference as manifests write it, in full
   */
  Image(String reference) {
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
    return SHARED.resolveSibling(id() + ".sh");
  }

  /** Everything in this checkout that decides what is in it. */
  List<Path> sources() {
    return switch (this) {
      case PAUSE, N8N, ODOO -> List.of(SHARED, recipe());
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
