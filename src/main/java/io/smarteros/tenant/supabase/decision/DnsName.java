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

  /** In lower case, encoded and as people write it: how a table may have it. */
  public List<String> spellings() {
    return List.of(ascii, IDN.toUnicode(ascii));
  }
}
