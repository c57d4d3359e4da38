package io.smarteros.tenant.local.benchmark;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.operator.TenantReadiness;
import io.smarteros.tenant.local.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The operator with many tenants: cold, edited, at rest, started anew. */
final class OperatorBenchmark implements AutoCloseable {
  private static final Duration AT_REST = Duration.ofMinutes(2);
  private static final Duration UNTIL_REST = Duration.ofMinutes(10);
  private static final Duration QUIET = Duration.ofSeconds(15);
  private static final int FIRST_MAX_AGE = 700;
  private static final int SINGLE_EDITS = 20;
  private static final Duration BETWEEN_SINGLE_EDITS = Duration.ofSeconds(2);

  private final BenchmarkSite site;
  private final BenchmarkedOperator operator;
  private final List<String> tenants;

  /** Those that nobody does anything with. */
  private final List<String> others;

  private final SharedIndexInformer<Tenant> watched;
  private final List<Entry> writesOfStart = new ArrayList<>();

  /** Of those that were edited: what has to be Ready. */
  private final Map<String, Long> generations = new HashMap<>();

  private int edits;

  private OperatorBenchmark(
      BenchmarkSite site,
      BenchmarkedOperator operator,
      List<String> tenants,
      List<String> others,
      SharedIndexInformer<Tenant> watched) {
    this.site = site;
    this.operator = operator;
    this.tenants = tenants;
    this.others = others;
    this.watched = watched;
  }

  /** Installs everything; nothing is measured yet. */
  static OperatorBenchmark prepare(
      BenchmarkSite site, Binaries binaries, int tenants, int others, boolean profiled) {
    BenchmarkedOperator operator = BenchmarkedOperator.install(site, binaries, profiled);
    return new OperatorBenchmark(
        site,
        operator,
        TenantNames.of(tenants),
        TenantNames.ofOthers(others),
        site.client().resources(Tenant.class).inform());
  }

  List<Phase> run(Consumer<String> progress) throws IOException {
    progress.accept("The operator starts ...");
    Moment before = site.moment();
    operator.start();
    operator.awaitLeading(before);
    if (!others.isEmpty()) {
      progress.accept("It gets %d Tenants that are paused ...".formatted(others.size()));
      addOthers();
    }
    progress.accept("It gets %d Tenants ...".formatted(tenants.size()));
    List<Phase> phases = new ArrayList<>();
    phases.add(cold());
    progress.accept("All are Ready. Each is edited ...");
    phases.add(editOfAll());
    progress.accept("Now some, one after the other ...");
    phases.add(singleEdits());
    progress.accept("At rest for two minutes ...");
    phases.add(atRest());
    progress.accept("The operator is started anew ...");
    phases.add(restart());
    return phases;
  }

  /** What the operator made for the first tenant. */
  TenantShape shapeOfOneTenant() {
    return TenantShape.read(site.cluster(), tenants.getFirst(), writesOfStart);
  }

  private void addOthers() {
    create(others, "{smarteros.io/paused: \"true\"}");
    Await.until(
        "the paused tenants to be seen",
        Bounds.allTenants(others.size()),
        () ->
            watched.getStore().list().stream().filter(tenant -> tenant.getStatus() != null).count()
                >= others.size());
    awaitRest();
  }

  private Phase cold() {
    Moment start = operator.moment();
    create(tenants, "{}");
    awaitAllReady();
    Moment end = operator.moment();
    awaitRest();
    List<Entry> requests = operator.requests(start.auditMark());
    String first = TenantNames.namespace(tenants.getFirst());
    requests.stream()
        .filter(Entry::isWrite)
        .filter(entry -> entry.namespace().equals(first) || entry.name().equals(first))
        .forEach(writesOfStart::add);
    return new Phase("new tenants", end.since(start), RequestCounts.of(requests))
        .with(Figure.OBJECTS_EXIST, seconds(start.at(), lastNewObject(requests)))
        .with(Figure.ALL_READY, seconds(start.at(), end.at()));
  }

  private void create(List<String> all, String annotations) {
    Parallel.run(
        all,
        names -> {
          for (String name = names.poll(); name != null; name = names.poll()) {
            site.client().resource(manifest(name, annotations)).create();
          }
        });
  }

  private Phase editOfAll() {
    Moment start = operator.moment();
    edits++;
    tenants.forEach(this::edit);
    awaitAllReady();
    Moment end = operator.moment();
    awaitRest();
    return edited("edit of all", start, end).with(Figure.ALL_READY, seconds(start.at(), end.at()));
  }

  private Phase singleEdits() {
    Moment start = operator.moment();
    edits++;
    for (String tenant : tenants.subList(0, Math.min(SINGLE_EDITS, tenants.size()))) {
      edit(tenant);
      pause(BETWEEN_SINGLE_EDITS);
    }
    awaitAllReady();
    Moment end = operator.moment();
    awaitRest();
    return edited("%d edits".formatted(Math.min(SINGLE_EDITS, tenants.size())), start, end);
  }

  private Phase edited(String name, Moment start, Moment end) {
    List<Entry> requests = operator.requests(start.auditMark());
    List<Entry> patches =
        site.ownRequests(start).stream().filter(entry -> entry.verb().equals("patch")).toList();
    EditLatencies latencies =
        EditLatencies.between(patches, requests.stream().filter(Entry::isWrite).toList());
    return new Phase(name, end.since(start), RequestCounts.of(requests))
        .with(Figure.FIRST_WRITE_MEDIAN, latencies.percentile(50).toNanos() / 1e6)
        .with(Figure.FIRST_WRITE_P99, latencies.percentile(99).toNanos() / 1e6);
  }

  private Phase atRest() {
    Moment start = operator.moment();
    pause(AT_REST);
    Moment end = operator.moment();
    return new Phase(
        "2 minutes at rest",
        end.since(start),
        RequestCounts.of(operator.requests(start.auditMark())));
  }

  private Phase restart() throws IOException {
    operator.stop();
    Moment start = site.moment();
    operator.start();
    Instant leading = operator.awaitLeading(start);
    Await.until(
        "all tenants to be looked at",
        Bounds.allTenants(tenants.size() + others.size()),
        () -> operator.reconciliations() >= tenants.size() + others.size());
    Moment end = operator.moment();
    awaitRest();
    return new Phase(
            "restart", end.since(start), RequestCounts.of(operator.requests(start.auditMark())))
        .with(Figure.LEADING, seconds(start.at(), leading))
        .with(Figure.LOOKED_AT, seconds(start.at(), end.at()));
  }

  private void awaitAllReady() {
    try {
      Await.until(
          "all tenants to be Ready",
          Bounds.allTenants(tenants.size()),
          () -> {
            operator.mustRun();
            return ready() == tenants.size();
          });
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "%s: %d of %d are".formatted(e.getMessage(), ready(), tenants.size()), e);
    }
  }

  private long ready() {
    return watched.getStore().list().stream()
        .filter(
            tenant ->
                tenant.getMetadata().getGeneration()
                    >= generations.getOrDefault(tenant.getMetadata().getName(), 1L))
        .filter(TenantReadiness::isReady)
        .count();
  }

  /** A change that reaches the pods. */
  private void edit(String tenant) {
    String patch =
        "{\"spec\":{\"services\":{\"n8n\":{\"settings\":{\"executionsMaxAgeHours\":%d}}}}}"
            .formatted(FIRST_MAX_AGE + edits);
    Tenant edited =
        site.client()
            .resources(Tenant.class)
            .withName(tenant)
            .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    generations.put(tenant, edited.getMetadata().getGeneration());
  }

  private void awaitRest() {
    Rest rest = new Rest();
    Await.until("the operator to come to rest", UNTIL_REST, rest::isReached);
  }

  private static Instant lastNewObject(List<Entry> requests) {
    Map<String, Instant> made = new HashMap<>();
    for (Entry entry : requests) {
      if (entry.isWrite() && entry.subresource().isEmpty() && entry.code() < 300) {
        made.putIfAbsent(
            String.join("/", entry.resource(), entry.namespace(), entry.name()), entry.at());
      }
    }
    return made.values().stream().max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  private static String manifest(String name, String annotations) {
    return """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: %s, annotations: %s}
        spec:
          displayName: Benchmark
          adminEmail: it@benchmark.example
          services: {n8n: {}}
        """
        .formatted(name, annotations);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while measuring", e);
    }
  }

  @Override
  public void close() {
    watched.close();
    operator.close();
  }

  /** No write for a while. */
  private final class Rest {
    private Instant since = Instant.now();
    private long auditMark = site.cluster().auditLog().mark();

    boolean isReached() {
      if (RequestCounts.of(operator.requests(auditMark)).allWrites() > 0) {
        since = Instant.now();
        auditMark = site.cluster().auditLog().mark();
      }
      return Duration.between(since, Instant.now()).compareTo(QUIET) > 0;
    }
  }
}
