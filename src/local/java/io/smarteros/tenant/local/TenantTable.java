package io.smarteros.tenant.local;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Shows what {@code kubectl get tn} prints, each time when it says something new. */
final class TenantTable {
  /** It changes without anything happening. */
  private static final Pattern AGE = Pattern.compile("(?m)\\s+\\S+$");

  private final Consumer<String> output;
  private String lastShown = "";

  TenantTable(Consumer<String> output) {
    this.output = output;
  }

  void show(String table) {
    String news = AGE.matcher(table).replaceAll("");
    if (!news.equals(lastShown)) {
      output.accept(table);
      lastShown = news;
    }
  }
}
