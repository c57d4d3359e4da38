package io.smarteros.tenant.supabase.feed;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Who is told what a {@link ChangeFeed} notices.
 *
 * @param compared of each comparison of all rows, before anybody is told of one row
 * @param changed receives the name of each tenant whose rows differ, again and again until a
 *     reconciliation has read them
 * @param hinted receives the ids in notifications, whoever sent them
 */
public record FeedListeners(
    Consumer<Census> compared, Consumer<String> changed, Consumer<Set<String>> hinted) {

  /**
   * What a comparison of all rows found.
   *
   * @param known number of rows that were there
   * @param missing how many of them are not
   */
  public record Census(int known, int missing) {}
}
