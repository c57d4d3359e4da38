package io.smarteros.tenant.api.schema;

/**
 * CEL rules that several properties share, with what the API server answers when they are broken.
 *
 * <p>Rules rather than {@code pattern}: the server's answer to a pattern is the regular expression,
 * the answer to a rule is the sentence that stands here. Kubernetes 1.30 must understand them, so
 * no {@code isCIDR}.
 */
public final class CelRules {
  private static final String DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** Whatever ends in a number, of base 16 too, is an IPv4 address for browsers. */
  private static final String NO_NUMBER_LAST = "!self.matches('[.]([0-9]+|0x[0-9a-f]*)$')";

  /** As an Ingress takes it. */
  public static final String DNS_NAME =
      "self.matches('^(" + DNS_LABEL + "[.])+" + DNS_LABEL + "$') && " + NO_NUMBER_LAST;

  /** Of a pattern that ends as a DNS name does. */
  public static final String ENDS_AS_DNS_NAME =
      "self.matches('[.]" + DNS_LABEL + "$') && " + NO_NUMBER_LAST;

  public static final String DNS_NAME_MESSAGE =
      "write a DNS name in lower case with at least one dot, such as acme.example.com: no scheme,"
          + " no port, no path, no wildcard, no IP address; other alphabets in the form xn--...";

  /**
   * No more than what n8n takes: on another address it would not start. So a domain may have labels
   * such as {@code xn--hxajbheg2az3al}, except as the last one.
   */
  public static final String EMAIL =
      "self.matches(\"^([A-Za-z0-9_'+-]+[.])*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+[A-Za-z]{2,63}$\")";

  public static final String EMAIL_MESSAGE =
      "write one plain e-mail address such as it@acme.example: before the @ letters, digits and"
          + " _ ' + - with single dots between them";

  public static final String UUID =
      "self.matches('^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')";
  public static final String UUID_MESSAGE =
      "write a UUID in lower case, such as 3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60";

  public static final String OBJECT_NAME =
      "self.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$')";
  public static final String OBJECT_NAME_MESSAGE =
      "write the name of a Kubernetes object: lower-case letters, digits, '-' and '.', beginning and"
          + " ending with a letter or digit";

  public static final String LABEL_NAME = "self.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')";
  public static final String LABEL_NAME_MESSAGE =
      "write a name of lower-case letters, digits and '-', beginning and ending with a letter or"
          + " digit";

  public static final String TAG = "self.matches('^[A-Za-z0-9_][A-Za-z0-9_.-]*$')";
  public static final String TAG_MESSAGE =
      "write an image tag such as 2.41.1: letters, digits, '_', '.' and '-', not beginning with '.'"
          + " or '-'; no image name, no ':' and no '@'";

  public static final String IMAGE =
      "self.matches('^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$')";
  public static final String IMAGE_MESSAGE =
      "write an image reference such as registry.example.com/mirror/n8n:2.41.1, with a tag, a"
          + " digest (@sha256:...) or neither; no scheme and no blanks";

  private static final String IS_LABEL_KEY =
      ".matches('^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$')";
  private static final String IS_LABEL_VALUE =
      ".matches('^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$')";

  public static final String LABEL_KEY = "self" + IS_LABEL_KEY;
  public static final String LABEL_KEYS = "self.all(key, key" + IS_LABEL_KEY + ")";
  public static final String LABEL_KEYS_MESSAGE =
      "write keys of at most 63 letters, digits, '-', '_' and '.', after an optional domain and '/',"
          + " such as kubernetes.io/os";

  public static final String LABEL_VALUE = "self" + IS_LABEL_VALUE;
  public static final String EACH_LABEL_VALUE = "self.all(value, value" + IS_LABEL_VALUE + ")";
  public static final String LABEL_VALUES = "self.all(key, self[key]" + IS_LABEL_VALUE + ")";
  public static final String LABEL_VALUES_MESSAGE =
      "write values of at most 63 letters, digits, '-', '_' and '.', beginning and ending with a"
          + " letter or digit";

  // A string of an int-or-string has no length that CEL's cost estimate would believe, so each of
  // these is dear: one call of quantity() per rule.
  public static final String POSITIVE_QUANTITY =
      "isQuantity(string(self)) && quantity(string(self)).isGreaterThan(quantity('0'))";
  public static final String CPU_MESSAGE =
      "write CPU cores greater than zero, such as 500m (half a core) or 2";

  public static final String VOLUME_SIZE =
      "isQuantity(string(self)) && !quantity(string(self)).isLessThan(quantity('1Mi'))";
  public static final String VOLUME_SIZE_MESSAGE =
      "write at least 1Mi, such as 20Gi; mind the unit: 20 is 20 bytes";

  public static final String MEMORY =
      "isQuantity(string(self)) && !quantity(string(self)).isLessThan(quantity('64Mi'))";
  public static final String MEMORY_MESSAGE =
      "write at least 64Mi of memory, such as 512Mi or 2Gi; mind the unit: 512m is half a byte";

  public static final String HTTP_URL = "self.matches('^https?://[^/?#@\\\\s]+(/[^?#\\\\s]*)?$')";
  public static final String HTTP_URL_MESSAGE =
      "write a URL that begins with http:// or https://, without log-in, query and fragment";

  public static final String VARIABLE_NAME = "self.matches('^[A-Za-z_][A-Za-z0-9_]*$')";
  public static final String VARIABLE_NAME_MESSAGE =
      "write a name of letters, digits and '_' that does not begin with a digit, such as LOG_LEVEL";

  /** Begins a reference that the kubelet replaces, also by what the operator keeps secret. */
  public static final String EXPANSION = "$(";

  public static final String VARIABLE_VALUE = "!self.contains('" + EXPANSION + "')";
  public static final String VARIABLE_VALUE_MESSAGE =
      "leave out $(: Kubernetes would put in the value of another variable";

  public static final String CIDRS =
      "self.all(range, range.matches('^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])([.](25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}/([0-9]|[12][0-9]|3[0-2])|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]))$'))";
  public static final String CIDRS_MESSAGE =
      "write IP ranges in CIDR form, such as 10.0.0.0/8, 192.0.2.7/32 or fd00::/8; no host names";

  private CelRules() {}
}
