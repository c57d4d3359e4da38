package io.smarteros.tenant.operator.configuration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code NAME=value} lines as secret stores render them and a shell can source them, with
 * comments, {@code export} and quotes. Nothing is expanded; of a name given twice the last counts.
 */
final class EnvFile {
  /** Quoted values may have line ends in them; an unquoted one ends before a comment. */
  private static final Pattern LINE =
      Pattern.compile(
          """
          \\G\\h*
          (?: (?:\\#[^\\n]*)?
            | (?:export\\h+)?  (?<name>[A-Za-z_]\\w*)  \\h*=\\h*
              (?: '(?<literal>[^']*)'
                | "(?<quoted>[^"\\\\]*+(?:\\\\.[^"\\\\]*+)*+)"
                | (?<plain>[^\\s'"][^\\n]*?)?
              )
              (?:\\h+\\#[^\\n]*)?
          )
          \\h*(?:\\n|\\z)
          """,
          Pattern.COMMENTS | Pattern.DOTALL);

  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

  private EnvFile() {}

  /**
   * @throws IllegalArgumentException naming the first line that is not understood, never its text
   */
  static Map<String, String> parse(String content) {
    String text = content.replace("\uFEFF", "").replace("\r\n", "\n");
    Map<String, String> values = new LinkedHashMap<>();
    Matcher line = LINE.matcher(text);
    for (int position = 0; position < text.length(); position = line.end()) {
      if (!line.find()) {
        throw new IllegalArgumentException(
            "line %d is not NAME=value".formatted(lineNumber(text, position)));
      }
      if (line.group("name") != null) {
        values.put(line.group("name"), value(line));
      }
    }
    return values;
  }

  private static String value(MatchResult line) {
    if (line.group("literal") != null) {
      return line.group("literal");
    }
    if (line.group("quoted") != null) {
      return ESCAPE.matcher(line.group("quoted")).replaceAll(EnvFile::unescaped);
    }
    return line.group("plain") == null ? "" : line.group("plain");
  }

  private static String unescaped(MatchResult escape) {
    return Matcher.quoteReplacement(
        switch (escape.group(1)) {
          case "n" -> "\n";
          case "r" -> "\r";
          case "t" -> "\t";
          case "\"", "\\", "$" -> escape.group(1);
          default -> escape.group();
        });
  }

  private static long lineNumber(String text, int position) {
    return 1 + text.substring(0, position).chars().filter(character -> character == '\n').count();
  }
}
