package io.smarteros.tenant.local.benchmark;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./mvnw -Pbenchmark}: measures the operator with many tenants, each with n8n, and then a
 * bare client that makes the same objects, roles and databases; each on a Kubernetes and a
 * PostgreSQL of its own. It asserts nothing: it prints tables, and writes them to {@code
 * target/benchmark.md}. {@code -Dtenants=1000} says how many tenants, {@code -Dothers=10000} how
 * many paused ones there are beside them, {@code -Dprofile=true} records a profile of the operator.
 * docs/performance.md says what the rows mean.
 */
final class Benchmark {
  private static final int DEFAULT_TENANTS = 100;
  private static final Path REPORT = Path.of("target/benchmark.md");

  private Benchmark() {}

  public static void main(String[] args) throws IOException, SQLException {
    JavaProgram.endWithParent();
    int tenants = Integer.getInteger("tenants", DEFAULT_TENANTS);
    int others = Integer.getInteger("others", 0);
    boolean profiled = Boolean.getBoolean("profile");
    Binaries binaries = Binaries.build(Benchmark::say);
    List<Phase> phases = new ArrayList<>();
    TenantShape shape;
    String machine;
    try (BenchmarkSite site = BenchmarkSite.start(binaries, Benchmark::say);
        OperatorBenchmark operator =
            OperatorBenchmark.prepare(site, binaries, tenants, others, profiled)) {
      machine = Machine.describe(site);
      phases.addAll(operator.run(Benchmark::say));
      shape = operator.shapeOfOneTenant();
    }
    try (BenchmarkSite site = BenchmarkSite.start(binaries, Benchmark::say)) {
      phases.addFirst(new BareClient(site, shape).run(tenants, Benchmark::say));
    }
    String report = Report.of(tenants, others, shape.size(), machine, phases);
    Files.writeString(REPORT, report);
    say("");
    say(report);
    if (profiled) {
      say(FlightRecording.summary(BenchmarkedOperator.PROFILE));
    }
  }

  private static void say(String line) {
    System.out.println(line.stripTrailing());
  }
}
