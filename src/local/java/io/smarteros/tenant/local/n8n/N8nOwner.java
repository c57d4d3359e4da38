package io.smarteros.tenant.local.n8n;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.util.Locale;
import java.util.regex.Pattern;

/** The instance's owner, the only user that the stand-in knows. The e-mail is in lower case. */
record N8nOwner(String id, String email, String firstName, String lastName, String passwordHash) {
  private static final int COST = 10;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

  N8nOwner {
    email = email.toLowerCase(Locale.ROOT);
  }

  static boolean isEmail(String text) {
    return EMAIL.matcher(text).matches();
  }

  boolean isSetUp() {
    return !passwordHash.isEmpty();
  }

  boolean hasPassword(String password) {
    return isSetUp()
        && BCrypt.verifyer().verify(password.toCharArray(), passwordHash.toCharArray()).verified;
  }

  N8nOwner withPassword(String password) {
    String hash = BCrypt.withDefaults().hashToString(COST, password.toCharArray());
    return new N8nOwner(id, email, firstName, lastName, hash);
  }
}
