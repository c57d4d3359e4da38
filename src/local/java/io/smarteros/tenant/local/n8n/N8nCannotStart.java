package io.smarteros.tenant.local.n8n;

/** n8n ends with exit code 1 while it starts; the message is the line that its log ends with. */
final class N8nCannotStart extends Exception {
  N8nCannotStart(String message) {
    super(message);
  }
}
