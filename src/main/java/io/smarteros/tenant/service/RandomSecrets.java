package io.smarteros.tenant.service;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** Keys and passwords that nobody can guess. */
public final class RandomSecrets {
  private static final String UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final String LOWER = "abcdefghijkmnopqrstuvwxyz";
  private static final String DIGITS = "23456789";
  private static final int PASSWORD_LENGTH = 24;
  private static final int KEY_BYTES = 32;

  private final RandomGenerator random;

  /**
   * Draws nothing yet.
   *
   * @param random a {@link java.security.SecureRandom}
   */
  public RandomSecrets(RandomGenerator random) {
    this.random = random;
  }

  /** 256 bits, in letters, digits, {@code -} and {@code _}. */
  public String key() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(KEY_BYTES));
  }

  /** With a capital, a small letter and a digit; safe in any URL, and easy to read out. */
  public String password() {
    StringBuilder password = new StringBuilder();
    password.append(oneOf(UPPER)).append(oneOf(LOWER)).append(oneOf(DIGITS));
    while (password.length() < PASSWORD_LENGTH) {
      password.append(oneOf(UPPER + LOWER + DIGITS));
    }
    return password.toString();
  }

  private char oneOf(String characters) {
    return characters.charAt(random.nextInt(characters.length()));
  }

  public byte[] bytes(int number) {
    byte[] bytes = new byte[number];
    random.nextBytes(bytes);
    return bytes;
  }
}
