package io.smarteros.tenant.supabase.brake;

import java.util.Arrays;

/** Why rows are not followed any more. */
public enum BrakeCause {
  MANY_CHANGES("ManyChanges", "Within one hour, the rows of many tenants demand a change"),
  EMPTY_TABLE("EmptyTable", "The table tenants is empty"),
  MISSING_ROWS("MissingRows", "A third or more of the tenants' rows are gone"),
  OLDER_ROWS("OlderRows", "Rows are older than they were. A backup may have been restored"),
  OTHER_DATABASE("OtherDatabase", "The database is another one than before");

  private final String id;
  private final String words;

  BrakeCause(String id, String words) {
    this.id = id;
    this.words = words;
  }

  /** In the status of a class. */
  public String id() {
    return id;
  }

  /** One that another version of the operator knows is taken for the most general. */
  public static BrakeCause of(String id) {
    return Arrays.stream(values())
        .filter(cause -> cause.id.equals(id))
        .findFirst()
        .orElse(MANY_CHANGES);
  }

  /** One sentence for a person, without its full stop. */
  public String words() {
    return words;
  }
}
