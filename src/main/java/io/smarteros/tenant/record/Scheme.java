package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How browsers talk to a service. */
public enum Scheme {
  @JsonProperty("http")
  HTTP("http"),
  @JsonProperty("https")
  HTTPS("https");

  private final String text;

  Scheme(String text) {
    this.text = text;
  }

  /** The URL of a host. */
  String url(String host) {
    return text + "://" + host;
  }
}
