package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import org.jspecify.annotations.Nullable;

/** The Redis that each application has which needs one. */
@ApiType
public record Redis(
    @JsonPropertyDescription(
            """
            Image, with its tag. It needs redis-server, redis-cli and a shell, and runs as user \
            999. Default: library/redis:7.2.11-alpine from imageRegistry. Example: \
            registry.example.com/mirror/redis:7.2.11-alpine.""")
        @Size(min = 1, max = 512)
        @ValidationRule(value = CelRules.IMAGE, message = CelRules.IMAGE_MESSAGE)
        @ValidationRule(
            value = "self.matches(':[A-Za-z0-9_][A-Za-z0-9_.-]*(@sha256:[0-9a-f]{64})?$')",
            message = "write the tag too, such as registry.example.com/mirror/redis:7.2.11-alpine")
        @Nullable String image,
    @JsonPropertyDescription(
            """
            Secret in the operator's namespace, with the label smarteros.io/class-secret: \
            "true", with the password under the key password, in letters, digits, '-', '_' and \
            '.'. All tenants of the class then have the same. Default: none; each Redis has a \
            password of its own, which the operator generates. Example: redis-password.""")
        @Size(min = 1, max = 253)
        @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
        @Nullable String passwordSecret) {}
