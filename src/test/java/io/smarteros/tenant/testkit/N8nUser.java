package io.smarteros.tenant.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A person before the log-in page of an n8n. */
public record N8nUser(URI n8n) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Whether n8n lets the person in with what a login Secret says. */
  public boolean logsIn(Map<String, String> login) {
    return logsIn(login.getOrDefault("username", ""), login.getOrDefault("password", ""));
  }

  /** Whether n8n lets the person in. */
  public boolean logsIn(String email, String password) {
    String body =
        """
        {"emailOrLdapLoginId": "%s", "password": "%s"}"""
            .formatted(email, password);
    HttpRequest request =
        HttpRequest.newBuilder(n8n.resolve("/rest/login"))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
