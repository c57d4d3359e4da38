package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** A stand-in for the API server that stores objects and can be told to answer otherwise. */
public final class MockApiServer implements AutoCloseable {
  private final KubernetesMockServer server;
  private final KubernetesClient client;

  public MockApiServer() {
    Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
    boolean https = false;
    server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            answers,
            new KubernetesMixedDispatcher(answers),
            https);
    server.init();
    client = server.createClient();
  }

  public KubernetesMockServer server() {
    return server;
  }

  public KubernetesClient client() {
    return client;
  }

  /** All requests so far that were not taken before, oldest first. */
  public List<RecordedRequest> requests() throws InterruptedException {
    List<RecordedRequest> requests = new ArrayList<>();
    for (RecordedRequest next = next(); next != null; next = next()) {
      requests.add(next);
    }
    return requests;
  }

  private RecordedRequest next() throws InterruptedException {
    return server.takeRequest(0, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    client.close();
    try {
      server.destroy();
    } catch (IllegalStateException e) {
      // When an event is on its way to a watch that is being closed, the mock waits for itself.
      LoggerFactory.getLogger(MockApiServer.class).info("The mock gave up closing", e);
    }
  }
}
