package io.smarteros.tenant.supabase.feed;

import java.time.Duration;

/**
 * The intervals of {@link ChangeFeed}.
 *
 * @param fullCompare between two comparisons of all rows while notifications come, about
 * @param poll the same while none come
 * @param quiet hints are folded until none came for so long
 * @param longestFold or for so long in all
 * @param silence after so long without a notification the server has to answer
 * @param answer within this
 * @param ownNotification the operator's own notification comes back within this, or none do
 */
public record FeedTiming(
    Duration fullCompare,
    Duration poll,
    Duration quiet,
    Duration longestFold,
    Duration silence,
    Duration answer,
    Duration ownNotification) {

  /** As it is good for a server on the Internet. */
  public static FeedTiming withFullCompare(Duration interval) {
    return new FeedTiming(
        interval,
        Duration.ofSeconds(30),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5));
  }
}
