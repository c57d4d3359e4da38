package io.smarteros.tenant.supabase.migration;

/**
 * One file of {@code supabase/migrations}.
 *
 * @param version when it was made, in digits, which is the order they are applied in
 * @param name what follows the version in the name of the file, without its extension
 */
public record Migration(String version, String name, String sql) {

  static Migration of(String file, String sql) {
    int end = file.indexOf('_');
    return new Migration(
        file.substring(0, end), file.substring(end + 1, file.lastIndexOf('.')), sql);
  }

  /** Whether the product decides if it wants it, which the file's first word says. */
  public boolean isOptional() {
    return sql.startsWith("-- Optional");
  }
}
