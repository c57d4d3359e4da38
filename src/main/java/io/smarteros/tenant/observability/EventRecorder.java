package io.smarteros.tenant.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Names;
import java.net.HttpURLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events about tenants and classes, in the background. An Event is a courtesy:
 * one that cannot be written, or comes too often, is dropped, and everything a person must act on
 * is in the status too.
 */
public final class EventRecorder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

  /** The only namespace in which Events about a cluster-scoped object may be. */
  private static final String NAMESPACE = "default";

  private static final String CONTROLLER = Names.GROUP + "/" + Names.OPERATOR;
  private static final int MAX_NOTE_BYTES = 1024;
  private static final int MAX_WAITING = 500;
  private static final Duration LAST_WRITES = Duration.ofSeconds(2);

  /** The API server insists on six digits. */
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;
  private final InstantSource clock;
  private final EventThrottle throttle;
  private final ExecutorService writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          Thread.ofVirtual().name("events").factory(),
          (_, _) -> log.debug("Dropped an Event, because too many are waiting"));

  /**
   * Writes with the rights of the client.
   *
   * @param instance the name of this replica
   */
  public EventRecorder(KubernetesClient client, String instance, InstantSource clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
    this.throttle = new EventThrottle(clock);
  }

  /** Returns at once, and never fails. */
  public void record(HasMetadata subject, EventMessage happened) {
    Event event = event(subject, happened);
    if (throttle.letsThrough(subject.getMetadata().getUid(), event.getMetadata().getName())) {
      writer.execute(() -> write(event));
    }
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private Event event(HasMetadata subject, EventMessage happened) {
    String note = atMost(MAX_NOTE_BYTES, happened.note());
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(name(subject, happened, note))
        .endMetadata()
        .withNewRegarding()
        .withApiVersion(subject.getApiVersion())
        .withKind(subject.getKind())
        .withName(subject.getMetadata().getName())
        .withUid(subject.getMetadata().getUid())
        .endRegarding()
        .withEventTime(now())
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withType(happened.type().id())
        .withReason(happened.reason())
        .withAction(happened.action())
        .withNote(note)
        .build();
  }

  /** The same for the same thing, so that a repetition finds the Event of before. */
  private static String name(HasMetadata subject, EventMessage happened, String note) {
    String identity =
        String.join(
            "\n",
            subject.getMetadata().getUid(),
            happened.type().id(),
            happened.reason(),
            happened.action(),
            note);
    return subject.getMetadata().getName() + "." + hash(identity);
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String atMost(int bytes, String text) {
    String cut = text;
    while (cut.getBytes(UTF_8).length > bytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  private MicroTime now() {
    return new MicroTime(MICRO_TIME.format(clock.instant()));
  }

  private void write(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        repeat(event);
      } else {
        log.debug("Could not write an Event: {}", e.getMessage());
      }
    }
  }

  /** All of an Event but its series is immutable. */
  private void repeat(Event event) {
    try {
      client
          .events()
          .v1()
          .events()
          .inNamespace(NAMESPACE)
          .withName(event.getMetadata().getName())
          .edit(this::oneMore);
    } catch (KubernetesClientException e) {
      log.debug("Could not count an Event: {}", e.getMessage());
    }
  }

  private Event oneMore(Event existing) {
    int count = existing.getSeries() == null ? 1 : existing.getSeries().getCount();
    return new EventBuilder(existing)
        .withNewSeries()
        .withCount(count + 1)
        .withLastObservedTime(now())
        .endSeries()
        .build();
  }
}
