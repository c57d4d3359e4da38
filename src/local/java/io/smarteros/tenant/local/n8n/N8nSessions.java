package io.smarteros.tenant.local.n8n;

import io.smarteros.tenant.local.application.StandInRequest;
import java.time.InstantSource;

/** Who is logged in. The cookie itself says it; only ended sessions are kept. */
final class N8nSessions {
  private final N8nDatabase database;
  private final String encryptionKey;
  private final boolean secure;
  private final InstantSource clock;

  N8nSessions(N8nDatabase database, String encryptionKey, boolean secure, InstantSource clock) {
    this.database = database;
    this.encryptionKey = encryptionKey;
    this.secure = secure;
    this.clock = clock;
  }

  /** Whether only browsers that came over TLS keep the cookie. */
  boolean areSecure() {
    return secure;
  }

  /** A Set-Cookie header for the owner. */
  String begin() {
    String value = N8nTokens.session(database.owner(), clock.instant(), encryptionKey);
    return "n8n-auth=%s; Max-Age=604800; Path=/; HttpOnly; %sSameSite=Lax"
        .formatted(value, secure ? "Secure; " : "");
  }

  boolean isIn(StandInRequest request) {
    return request
        .cookie("n8n-auth")
        .filter(cookie -> !database.hasEnded(cookie))
        .filter(cookie -> N8nTokens.isSession(cookie, database.owner(), encryptionKey))
        .isPresent();
  }

  void end(StandInRequest request) {
    request.cookie("n8n-auth").ifPresent(database::endSession);
  }
}
