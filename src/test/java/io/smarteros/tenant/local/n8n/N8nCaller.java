package io.smarteros.tenant.local.n8n;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks an n8n over HTTP and shows all of what it says. */
record N8nCaller(URI base, List<String> headers) {
  // the client's default offers HTTP/2 by an upgrade, and n8n never answers one
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  N8nCaller(URI base) {
    this(base, List.of());
  }

  N8nCaller with(String header, String value) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(List.of(header, value));
    return new N8nCaller(base, List.copyOf(more));
  }

  N8nCaller withKey(String key) {
    return with("X-N8N-API-KEY", key);
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer delete(String path) {
    return send("DELETE", path, "");
  }

  Answer post(String path, Map<String, ?> body) {
    return send("POST", path, write(body));
  }

  Answer patch(String path, Map<String, ?> body) {
    return send("PATCH", path, write(body));
  }

  Answer logIn(String loginName, String password) {
    return post("/rest/login", Map.of("emailOrLdapLoginId", loginName, "password", password));
  }

  Answer send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    try {
      return new Answer(HTTP.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String write(Map<String, ?> body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What came back. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The session that a log-in began, as a Cookie header sends it. */
    String session() {
      return header("Set-Cookie").split(";", 2)[0];
    }

    JsonNode json() {
      try {
        return JSON.readTree(text());
      } catch (JsonProcessingException e) {
        throw new AssertionError("No JSON: " + this, e);
      }
    }

    JsonNode data() {
      return json().path("data");
    }

    @Override
    public String toString() {
      return status() + " " + header("Content-Type") + " " + text();
    }
  }
}
