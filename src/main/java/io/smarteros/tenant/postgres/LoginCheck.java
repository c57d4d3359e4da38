package io.smarteros.tenant.postgres;

/** What came of logging in as a tenant's role. It says nothing about the server. */
sealed interface LoginCheck {

  record Accepted() implements LoginCheck {}

  record WrongPassword() implements LoginCheck {}

  /** Something else came in between, such as the role's own limit: the password is left alone. */
  record Unknown(String message) implements LoginCheck {}
}
