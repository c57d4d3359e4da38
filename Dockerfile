# The operator's image, built in target/ after ./mvnw package: docs/install.md.
FROM eclipse-temurin:25-jre
COPY lib/ /app/lib/
COPY tenant-operator.jar /app/
USER 10001:10001
ENTRYPOINT ["java", "-jar", "/app/tenant-operator.jar"]
