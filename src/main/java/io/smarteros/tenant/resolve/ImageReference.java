package io.smarteros.tenant.resolve;

import java.util.Optional;

/**
 * An image in its parts.
 *
 * @param name registry and repository
 * @param digest {@code sha256:...}
 */
public record ImageReference(String name, Optional<String> tag, Optional<String> digest) {

  public static ImageReference parse(String text) {
    int at = text.indexOf('@');
    Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
    String tagged = at < 0 ? text : text.substring(0, at);
    // a colon before the last slash is that of the registry's port
    int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    return colon < 0
        ? new ImageReference(tagged, Optional.empty(), digest)
        : new ImageReference(
            tagged.substring(0, colon), Optional.of(tagged.substring(colon + 1)), digest);
  }

  /** Whether it says itself what runs, so that no version can be appended. */
  boolean isPinned() {
    return tag.isPresent() || digest.isPresent();
  }

  /** As a pod names it; the version is the tag of one that is not pinned. */
  String of(String version) {
    Optional<String> shown = isPinned() ? tag : Optional.of(version);
    return name
        + shown.map(text -> ":" + text).orElse("")
        + digest.map(text -> "@" + text).orElse("");
  }
}
