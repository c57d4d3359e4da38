package io.smarteros.tenant.api;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name of the Tenant that is made of a row: the same for a row whenever it is asked. */
public final class ImportedName {
  private static final int LONGEST = 40;
  private static final int LENGTH_OF_SUFFIX = 8;

  /** The rule of {@code metadata.name} of a Tenant. */
  private static final Pattern LEGAL = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

  private static final Pattern RESERVED =
      Pattern.compile("kube-.*|openshift-.*|default|kube|admin|api|www|auth|system");

  private ImportedName() {}

  /** The slug, or where that is no legal name, what is left of it and the begin of the row's id. */
  public static String of(String slug, String rowId) {
    return isLegal(slug) ? slug : readable(slug) + "-" + rowId.substring(0, LENGTH_OF_SUFFIX);
  }

  private static boolean isLegal(String slug) {
    return LEGAL.matcher(slug).matches()
        && !slug.contains("--")
        && !RESERVED.matcher(slug).matches();
  }

  private static String readable(String slug) {
    String words =
        slug.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^([^a-z]+|kube-|openshift-)+", "");
    int length = Math.min(words.length(), LONGEST - LENGTH_OF_SUFFIX - 1);
    String shortened = words.substring(0, length).replaceAll("-+$", "");
    return shortened.isEmpty() ? "row" : shortened;
  }
}
