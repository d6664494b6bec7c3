# One image for both programs: silosim-silo hosts grains, silosim runs guests on them.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish silo -c Release -o /app/silo && dotnet publish client -c Release -o /app/client

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
ENV PATH="/app/silo:/app/client:${PATH}"
USER app
CMD ["silosim-silo"]
