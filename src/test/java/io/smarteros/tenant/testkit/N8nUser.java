package io.smarteros.tenant.testkit;

import java.net.URI;
import java.util.Map;

/** A person before the log-in page of an n8n. */
public record N8nUser(URI n8n) {
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
    return new LoginPage(n8n.resolve("/rest/login")).send(body).statusCode() == 200;
  }
}
