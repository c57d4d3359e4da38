package io.smarteros.tenant.supabase.decision;

import java.net.IDN;
import java.util.List;
import java.util.Locale;

/**
 * A name as DNS compares it: without regard to case, to a dot at the end, and to whether letters
 * beyond ASCII are written as themselves or encoded.
 *
 * @param ascii in lower case, encoded
 */
public record DnsName(String ascii) {

  public static DnsName of(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
    try {
      return new DnsName(IDN.toASCII(lower).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return new DnsName(lower); // no name that DNS could have, but perhaps one that a row has
    }
  }

  public static boolean same(String left, String right) {
    return of(left).equals(of(right));
  }

  /**
   * Patterns of LIKE for how a table may have it, encoded and as people write it, in lower case as
   * far as letters of ASCII go. Whatever else matches them is to be compared with {@link #same}.
   */
  public List<String> patterns() {
    return List.of(pattern(ascii), pattern(IDN.toUnicode(ascii)));
  }

  /** It depends on its locale whether a database knows the small letter of a large one. */
  private static String pattern(String name) {
    return name.replaceAll("[\\\\%_]", "\\\\$0").replaceAll("[^\\x00-\\x7f]", "_");
  }
}
