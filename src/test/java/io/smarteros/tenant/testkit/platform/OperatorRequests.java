package io.smarteros.tenant.testkit.platform;

import io.smarteros.tenant.local.cluster.AuditLog;
import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the operator itself asked of the API server, by the audit log: not what a person did with
 * its token.
 */
public final class OperatorRequests {
  private static final String ACCOUNT = "system:serviceaccount:" + OperatorChart.user();
  private static final String ITS_CLIENT = "fabric8-kubernetes-client/";

  private final AuditLog log;

  OperatorRequests(AuditLog log) {
    this.log = log;
  }

  /** The end of the log as it is now, for {@link #since}. */
  public long mark() {
    return log.mark();
  }

  public Stream<Entry> all() {
    return since(0);
  }

  public Stream<Entry> since(long mark) {
    return log.since(mark)
        .filter(entry -> entry.user().equals(ACCOUNT))
        .filter(entry -> entry.userAgent().startsWith(ITS_CLIENT));
  }

  /** The leases aside, which are renewed for ever, and questions that have the form of a create. */
  public List<Entry> writesSince(long mark) {
    return since(mark)
        .filter(Entry::isWrite)
        .filter(entry -> !entry.resource().equals("leases"))
        .filter(entry -> !entry.group().equals("authorization.k8s.io"))
        .toList();
  }

  /** Such as {@code patch deployments}, with how often. */
  public static Map<String, Long> byKind(List<Entry> entries) {
    return entries.stream()
        .collect(
            Collectors.groupingBy(OperatorRequests::kind, TreeMap::new, Collectors.counting()));
  }

  private static String kind(Entry entry) {
    return entry.subresource().isEmpty()
        ? "%s %s".formatted(entry.verb(), entry.resource())
        : "%s %s/%s".formatted(entry.verb(), entry.resource(), entry.subresource());
  }

  /** How many full resyncs were begun over a tenant: each reads the record again. */
  public long fullResyncsSince(long mark, String tenant) {
    return since(mark)
        .filter(entry -> entry.verb().equals("get") && entry.resource().equals("secrets"))
        .filter(entry -> entry.namespace().equals(OperatorChart.NAMESPACE))
        .filter(entry -> entry.name().equals("tenant-record-" + tenant))
        .count();
  }

  /** Waits until the operator has looked at all of a tenant again, so often. */
  public void awaitFullResyncs(String tenant, int times) {
    long mark = mark();
    Await.until(
        "%d full resyncs over tenant %s".formatted(times, tenant),
        Platform.PATIENCE,
        () -> fullResyncsSince(mark, tenant) >= times);
  }

  /** Waits until nothing was written for a while, and nothing else changed meanwhile. */
  public void awaitRest(Duration quiet, Supplier<?> anythingElse) {
    var rest = new Rest(quiet, mark(), anythingElse.get(), anythingElse);
    Await.until("the operator to come to rest", Platform.PATIENCE, rest::isReached);
  }

  private final class Rest {
    private final Duration quiet;
    private final Supplier<?> anythingElse;
    private long mark;
    private Object seen;
    private long since = System.nanoTime();

    Rest(Duration quiet, long mark, Object seen, Supplier<?> anythingElse) {
      this.quiet = quiet;
      this.mark = mark;
      this.seen = seen;
      this.anythingElse = anythingElse;
    }

    boolean isReached() {
      Object now = anythingElse.get();
      if (!now.equals(seen) || !writesSince(mark).isEmpty()) {
        mark = mark();
        seen = now;
        since = System.nanoTime();
      }
      return System.nanoTime() - since > quiet.toNanos();
    }
  }
}
