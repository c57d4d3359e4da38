package io.smarteros.tenant.local.operator;

import io.smarteros.tenant.local.cluster.ClusterAddresses;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.ChildProcess;
import io.smarteros.tenant.local.process.FreePort;
import io.smarteros.tenant.local.process.JavaProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The operator as a process of its own, which can be stopped, killed and started again. Its log
 * goes on in one file.
 */
public final class OperatorProcess implements AutoCloseable {
  public static final String MAIN_CLASS = "io.smarteros.tenant.operator.Main";

  /** On a machine that many other processes keep busy. */
  private static final Duration READY = Duration.ofMinutes(3);

  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final int port = FreePort.pick();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> environment;
  private final String clusterAddress;
  private final Path log;
  private final OperatorJvm jvm;
  private @Nullable ChildProcess process;

  /**
   * Not started yet.
   *
   * @param environment all of it: nothing is inherited, and HTTP_PORT is set to a free port
   * @param clusterAddress where the names of Services lead to, see {@link ClusterAddresses}
   */
  public OperatorProcess(Map<String, String> environment, String clusterAddress, Path log) {
    this(environment, clusterAddress, log, OperatorJvm.brief());
  }

  /** The same in another JVM. */
  public OperatorProcess(
      Map<String, String> environment, String clusterAddress, Path log, OperatorJvm jvm) {
    this.environment = new HashMap<>(environment);
    this.environment.put("HTTP_ADDRESS", "127.0.0.1");
    this.environment.put("HTTP_PORT", Integer.toString(port));
    this.clusterAddress = clusterAddress;
    this.log = log;
    this.jvm = jvm;
  }

  /** What the operator needs to know; add to it as you like. */
  public static Map<String, String> environment(
      Path kubeconfig, String namespace, SupabaseDatabase database) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBECONFIG", kubeconfig.toString());
    environment.put("OPERATOR_NAMESPACE", namespace);
    environment.put("SUPABASE_DB_URL", database.jdbcUrl());
    environment.put("SUPABASE_DB_USER", database.operator().user());
    environment.put("SUPABASE_DB_PASSWORD", database.operator().password());
    return environment;
  }

  /**
   * How a person starts it instead, from the jar and with a port for a debugger: lines for a shell.
   */
  public String startScript() {
    StringBuilder script = new StringBuilder();
    new TreeMap<>(environment)
        .forEach((name, value) -> script.append("export %s='%s'%n".formatted(name, value)));
    // the jar has no ClusterAddresses, which finds the stand-ins by the names of Services
    return script
        .append(
            """
            %s \\
              -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:5005 \\
              -D%s=%s \\
              -Xbootclasspath/a:%s \\
              -jar %s
            """
                .formatted(
                    JavaProgram.executable(),
                    ClusterAddresses.PROPERTY,
                    clusterAddress,
                    ClusterAddresses.home(),
                    OperatorJvm.JAR.toAbsolutePath()))
        .toString();
  }

  /** Returns at once; {@link #awaitReady} waits. */
  public void start() {
    if (isRunning()) {
      throw new IllegalStateException("The operator runs already");
    }
    ProcessBuilder java = new ProcessBuilder(jvm.command(clusterAddress));
    java.environment().clear();
    java.environment().putAll(jvm.environment());
    java.environment().putAll(environment);
    process = ChildProcess.start("operator", java, log);
  }

  /** Throws IllegalStateException with the end of the log when it does not become ready. */
  public void awaitReady() {
    ChildProcess starting = running();
    Await.until(
        "the operator to be ready, see " + log,
        READY,
        () -> {
          starting.mustBeAlive();
          return get("/healthz/ready").filter(answer -> answer.statusCode() == 200).isPresent();
        });
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  public long pid() {
    return running().pid();
  }

  /** As {@code kill -9}. */
  public void kill() {
    running().kill();
  }

  /** As Kubernetes does: asks it to end, and kills it when it takes half a minute. */
  public void stop() {
    running().terminate();
  }

  /** Stops it if it runs, starts it and waits until it is ready. */
  public void restart() {
    if (isRunning()) {
      stop();
    }
    start();
    awaitReady();
  }

  /** Whether this one acts, by its own metrics. */
  public boolean leads() {
    return isRunning()
        && get("/metrics")
            .map(HttpResponse::body)
            .orElse("")
            .contains("tenant_operator_leader 1.0");
  }

  /** What Prometheus would read now. */
  public String metrics() {
    return get("/metrics")
        .map(HttpResponse::body)
        .orElseThrow(() -> new IllegalStateException("The operator does not answer, see " + log));
  }

  /** Everything it has logged since its first start. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
    http.close();
  }

  private Optional<HttpResponse<String>> get(String path) {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
      return Optional.of(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private ChildProcess running() {
    ChildProcess current = process;
    if (current == null) {
      throw new IllegalStateException("The operator was not started");
    }
    return current;
  }
}
