package io.smarteros.tenant.testkit;

/** Generated Markdown in lines that a reader of a difference can follow. */
public final class Markdown {
  private static final int WIDTH = 120;

  private Markdown() {}

  /** An item of a list. */
  public static String item(String text) {
    return wrapped("- ", "  ", text);
  }

  public static String paragraph(String text) {
    return wrapped("", "", text);
  }

  /** Broken at blanks. */
  private static String wrapped(String before, String indent, String text) {
    StringBuilder lines = new StringBuilder();
    String line = before;
    String separator = "";
    for (String word : text.split("\\s+", -1)) {
      if (!separator.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
        lines.append(line).append('\n');
        line = indent;
        separator = "";
      }
      line += separator + word;
      separator = " ";
    }
    return lines.append(line).append('\n').toString();
  }
}
