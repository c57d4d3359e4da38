package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import org.jspecify.annotations.Nullable;

/** Who owns the tenant's account in Supabase: exactly one of the three. */
@ApiType
@ValidationRule(
    value =
        "[has(self.email), has(self.userId), has(self.subject)].filter(given, given).size() == 1",
    message = "write exactly one of email, userId and subject")
public record Owner(
    @JsonPropertyDescription(
            """
            E-mail address of a Supabase user who has confirmed it. The operator looks it up \
            once: if the user changes the address later, the owner stays the same. Example: \
            owner@acme.example.""")
        @Size(min = 6, max = 254)
        @ValidationRule(value = CelRules.EMAIL, message = CelRules.EMAIL_MESSAGE)
        @Nullable String email,
    @JsonPropertyDescription(
            """
            Id of a Supabase user. Example: 3f2b6c1e-8f0d-4a57-9d2e-1c5b7a9e4d60.""")
        @Size(min = 36, max = 36)
        @ValidationRule(value = CelRules.UUID, message = CelRules.UUID_MESSAGE)
        @Nullable String userId,
    @JsonPropertyDescription("User of another identity provider, such as Clerk.")
        @Nullable Subject subject) {

  /** A user of another issuer of identities, such as Clerk. */
  @ApiType
  public record Subject(
      @JsonPropertyDescription(
              """
            Issuer, exactly as in the claim "iss" of the tokens. Example: \
            https://clerk.acme.example.""")
          @Required
          @Size(min = 1, max = 512)
          @ValidationRule(value = CelRules.HTTP_URL, message = CelRules.HTTP_URL_MESSAGE)
          String issuer,
      @JsonPropertyDescription(
              """
            User, exactly as in the claim "sub" of the tokens. Example: user_2b7Fq9.""")
          @Required
          @Size(min = 1, max = 255)
          @ValidationRule(
              value = "self.matches('^[!-~]+$')",
              message = "write the claim \"sub\" as it stands in the token, without blanks")
          String id) {}
}
