//! The only SDK configuration of the project: endpoint, trust, time-outs, retries.
//! `docs/decisions/0001-sdk-configuration.md` gives the reason for each value.

use std::time::Duration;

use app::{BoxError, Fault};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;
use aws_types::sdk_config::StalledStreamProtectionConfig;

use crate::connector::Connector;
use crate::http_client::HttpClient;

/// A connection inside a region takes milliseconds. After this time another attempt is better.
const CONNECT: Duration = Duration::from_secs(1);
/// The longest wait for the first byte of any answer. Each service's attempts end earlier.
const READ: Duration = Duration::from_secs(10);
/// How long a body may make no progress.
const STALLED: Duration = Duration::from_secs(5);
/// Attempts of one operation, the first included.
const ATTEMPTS: u32 = 3;
/// The first pause between attempts is a random part of this; the next one of twice this.
const BACKOFF: Duration = Duration::from_millis(100);

/// A command makes two calls and must answer within the function's 10 seconds, API Gateway's 30 and, for token claims,
/// Cognito's 5.
const DYNAMODB: Limits =
    Limits { attempt: Duration::from_millis(1500), operation: Duration::from_millis(4500) };
/// The longest call copies 25MB inside S3, in a function that has 60 seconds.
const S3: Limits = Limits { attempt: Duration::from_secs(10), operation: Duration::from_secs(20) };
/// One attempt. A whole batch of ten that times out still ends within the function's 60 seconds.
const SES: Limits = Limits { attempt: Duration::from_secs(5), operation: Duration::from_secs(5) };

/// Three calls at most, beside those to the table, within the 20 seconds of the function that administers.
const COGNITO: Limits =
    Limits { attempt: Duration::from_millis(1500), operation: Duration::from_millis(3000) };

/// Many requests wait for this one call, so it is shorter than the deadline of one of them.
const SECRETS: Limits =
    Limits { attempt: Duration::from_millis(1500), operation: Duration::from_millis(4500) };

/// A call takes as long as the function that it calls, which is a quarter of an hour at most. For operators, who wait.
#[cfg(feature = "operators")]
const LAMBDA: Limits =
    Limits { attempt: Duration::from_secs(15 * 60), operation: Duration::from_secs(15 * 60) };

/// A call waits for messages.
#[cfg(feature = "operators")]
const SQS: Limits = Limits { attempt: Duration::from_secs(10), operation: Duration::from_secs(30) };

struct Limits {
    attempt: Duration,
    operation: Duration,
}

impl Limits {
    /// These limits with the attempt cut to `at_most` and the operation in proportion, so that as many attempts fit in
    /// it as before.
    fn timeouts(&self, at_most: Option<Duration>) -> TimeoutConfig {
        let attempt = at_most.map_or(self.attempt, |at_most| self.attempt.min(at_most));
        let operation = self.operation.mul_f64(attempt.as_secs_f64() / self.attempt.as_secs_f64());
        TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .read_timeout(READ)
            .operation_attempt_timeout(attempt)
            .operation_timeout(operation)
            .build()
    }
}

/// Where AWS is and who we are there.
#[derive(Debug, Clone)]
pub struct SdkSettings {
    /// The region, for example `eu-west-2`.
    pub region: String,
    /// The address of the local stack; none on AWS. Plain `http` only to this machine.
    pub endpoint: Option<String>,
    pub credentials: Credentials,
}

impl SdkSettings {
    /// Reads the variables that Lambda sets. `variable` returns a variable by name; it notes a problem itself when a
    /// required one (`true`) is missing.
    pub fn read(variable: &mut dyn FnMut(&str, bool) -> Option<String>) -> Self {
        let mut needed = |name| variable(name, true).unwrap_or_default();
        let region = needed("AWS_REGION");
        let (id, secret) = (needed("AWS_ACCESS_KEY_ID"), needed("AWS_SECRET_ACCESS_KEY"));
        let token = variable("AWS_SESSION_TOKEN", false);
        let endpoint = variable("AWS_ENDPOINT_URL", false);
        Self { region, endpoint, credentials: credentials(id, secret, token) }
    }
}

/// The credentials that Lambda gives a function in its environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
/// `AWS_SESSION_TOKEN`). They do not change while a function's process lives.
pub fn credentials(
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
) -> Credentials {
    Credentials::new(access_key_id, secret_access_key, session_token, None, "environment")
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SdkFault {
    /// The endpoint is neither an `https` URL nor an `http` URL of this machine.
    #[error("an address must be https, or http to this machine, not {0:?}")]
    Endpoint(String),
    /// The TLS client could not be set up.
    #[error("failed to set up TLS")]
    Tls(#[source] BoxError),
}

/// The configured SDK. All its clients but that of SES share one set of connections.
#[derive(Debug, Clone)]
pub struct Sdk {
    config: SdkConfig,
    connector: Connector,
    settings: SdkSettings,
    attempt_at_most: Option<Duration>,
}

impl Sdk {
    /// Configures the SDK. Reads no file and no environment, connects to nothing.
    #[expect(clippy::disallowed_methods, reason = "the one place that configures the SDK")]
    pub fn new(settings: SdkSettings) -> Result<Self, SdkFault> {
        let endpoint = settings.endpoint.as_deref().map(usable).transpose()?;
        let connector = Connector::new(CONNECT, READ).map_err(SdkFault::Tls)?;
        let shared = SharedHttpConnector::new(connector.clone());
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(settings.region.clone()))
            .credentials_provider(SharedCredentialsProvider::new(settings.credentials.clone()))
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(ATTEMPTS)
                    .with_initial_backoff(BACKOFF)
                    .with_max_backoff(CONNECT),
            )
            .stalled_stream_protection(StalledStreamProtectionConfig::enabled().grace_period(STALLED).build())
            // TLS and the inspector's own SHA-256 protect reads. A checksum header would have to be signed into
            // download links, and no browser sends it.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            // The SDK's own selection builds a connector, with all its certificates, for every client and discards it.
            .http_client(http_client_fn(move |_, _| shared.clone()));
        config.set_endpoint_url(endpoint.map(str::to_owned));
        config.set_app_name(AppName::new("technical-change").ok());
        Ok(Self { config: config.build(), connector, settings, attempt_at_most: None })
    }

    /// The same with shorter limits: no attempt takes longer than `at_most`, and nothing takes longer than before. For
    /// callers with little time, such as tests of time-outs.
    pub fn with_attempts_of(self, at_most: Duration) -> Self {
        let grace = STALLED.min(at_most);
        let protection = StalledStreamProtectionConfig::enabled().grace_period(grace).build();
        let config = self.config.into_builder().stalled_stream_protection(protection).build();
        Self { config, attempt_at_most: Some(at_most), ..self }
    }

    /// A client of DynamoDB.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let config = aws_sdk_dynamodb::config::Builder::from(&self.config)
            .timeout_config(DYNAMODB.timeouts(self.attempt_at_most));
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// A client of S3. The local stack has no host name per bucket.
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.config)
            .timeout_config(S3.timeouts(self.attempt_at_most))
            .force_path_style(self.settings.endpoint.is_some());
        aws_sdk_s3::Client::from_conf(config.build())
    }

    /// A client of SES that sends each request once, over a new connection. The service cannot tell a second attempt
    /// from a second email, and a kept connection that has died leaves an email of unknown state.
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        let fresh = SharedHttpConnector::new(self.connector.without_kept_connections());
        let config = aws_sdk_sesv2::config::Builder::from(&self.config)
            .http_client(http_client_fn(move |_, _| fresh.clone()))
            .timeout_config(SES.timeouts(self.attempt_at_most))
            .retry_config(RetryConfig::standard().with_max_attempts(1));
        aws_sdk_sesv2::Client::from_conf(config.build())
    }

    /// A client of the user pools. Its calls may be repeated safely.
    pub fn cognito(&self) -> aws_sdk_cognitoidentityprovider::Client {
        let config = aws_sdk_cognitoidentityprovider::config::Builder::from(&self.config)
            .timeout_config(COGNITO.timeouts(self.attempt_at_most));
        aws_sdk_cognitoidentityprovider::Client::from_conf(config.build())
    }

    /// A client of Secrets Manager. Reading twice is safe.
    pub fn secrets(&self) -> aws_sdk_secretsmanager::Client {
        let config = aws_sdk_secretsmanager::config::Builder::from(&self.config)
            .timeout_config(SECRETS.timeouts(self.attempt_at_most));
        aws_sdk_secretsmanager::Client::from_conf(config.build())
    }

    /// A client that calls functions, each once: a second attempt would do the work again while the first goes on.
    #[cfg(feature = "operators")]
    pub fn lambda(&self) -> aws_sdk_lambda::Client {
        let timeouts =
            LAMBDA.timeouts(self.attempt_at_most).into_builder().read_timeout(LAMBDA.attempt).build();
        let slow =
            SharedHttpConnector::new(self.connector.without_kept_connections().waiting(LAMBDA.attempt));
        let config = aws_sdk_lambda::config::Builder::from(&self.config)
            .http_client(http_client_fn(move |_, _| slow.clone()))
            .timeout_config(timeouts)
            .retry_config(RetryConfig::standard().with_max_attempts(1));
        aws_sdk_lambda::Client::from_conf(config.build())
    }

    /// A client of failure queues.
    #[cfg(feature = "operators")]
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        let config = aws_sdk_sqs::config::Builder::from(&self.config)
            .timeout_config(SQS.timeouts(self.attempt_at_most));
        aws_sdk_sqs::Client::from_conf(config.build())
    }

    /// A client of HTTP to one address at AWS, whose answers take as long as this at most.
    ///
    /// # Errors
    /// [`SdkFault::Endpoint`] when the address is neither `https` nor of this machine.
    pub fn http(&self, base: &str, limit: Duration) -> Result<HttpClient, SdkFault> {
        HttpClient::new(self.connector.clone(), base, limit)
    }

    /// Opens the connection to DynamoDB, so that the first request does not wait for DNS, TCP and TLS. Call it during
    /// init. Log a failure and go on, because the first request then connects.
    ///
    /// The endpoint's unsigned health page needs no right and no capacity, and leaves no entry in an audit trail.
    ///
    /// # Errors
    /// [`Fault`] when there was no answer in the time of one attempt.
    pub async fn open_connection(&self) -> Result<(), Fault> {
        const ACTION: &str = "open the connection to DynamoDB";
        let url = match &self.settings.endpoint {
            Some(endpoint) => endpoint.clone(),
            None => format!("https://dynamodb.{}.amazonaws.com/", self.settings.region),
        };
        let request = HttpRequest::get(url).map_err(|error| Fault::lasting(ACTION, error))?;
        let opened = tokio::time::timeout(DYNAMODB.attempt, async {
            let answer = self.connector.call(request).await?;
            // Only a connection whose answer was read to its end is used again.
            ByteStream::new(answer.into_body()).collect().await?;
            Ok::<_, BoxError>(())
        });
        match opened.await {
            Ok(opened) => opened.map_err(|error| Fault::retryable(ACTION, error)),
            Err(elapsed) => Err(Fault::retryable(ACTION, elapsed)),
        }
    }

    pub(crate) fn settings(&self) -> &SdkSettings {
        &self.settings
    }
}

pub(crate) fn usable(endpoint: &str) -> Result<&str, SdkFault> {
    const THIS_MACHINE: [&str; 4] = ["127.0.0.1", "localhost", "[::1]", "host.docker.internal"];
    let local = |authority: &str| {
        THIS_MACHINE.iter().any(|host| {
            authority.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
    };
    let fits = match endpoint.split_once("://") {
        Some(("https", rest)) => !rest.is_empty() && !rest.starts_with('/'),
        Some(("http", authority)) => local(authority) && !authority.contains('@'),
        _ => false,
    };
    if fits { Ok(endpoint) } else { Err(SdkFault::Endpoint(endpoint.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configure(endpoint: Option<&str>) -> Result<Sdk, SdkFault> {
        Sdk::new(SdkSettings {
            region: "eu-west-2".to_owned(),
            endpoint: endpoint.map(str::to_owned),
            credentials: credentials("id".to_owned(), "secret".to_owned(), None),
        })
    }

    #[test]
    fn plain_http_is_used_to_this_machine_only() {
        for endpoint in
            ["http://127.0.0.1:4610", "http://localhost/", "http://[::1]:1", "https://example.org"]
        {
            assert!(configure(Some(endpoint)).is_ok(), "{endpoint}");
        }
        for endpoint in [
            "http://example.org",
            "http://localhost.example.org",
            "http://127.0.0.1:80@example.org",
            "http://127.0.0.10",
            "https://",
            "https:///path",
            "ftp://127.0.0.1",
            "127.0.0.1:4610",
            "",
        ] {
            assert!(configure(Some(endpoint)).is_err(), "{endpoint}");
        }
    }

    #[test]
    fn every_client_has_all_four_timeouts_and_bounded_attempts() {
        let sdk = configure(None).unwrap();
        let (dynamodb, s3, ses, cognito) = (sdk.dynamodb(), sdk.s3(), sdk.ses(), sdk.cognito());
        let secrets = sdk.secrets();
        let clients = [
            (dynamodb.config().timeout_config(), dynamodb.config().retry_config(), 3),
            (s3.config().timeout_config(), s3.config().retry_config(), 3),
            (ses.config().timeout_config(), ses.config().retry_config(), 1),
            (cognito.config().timeout_config(), cognito.config().retry_config(), 3),
            (secrets.config().timeout_config(), secrets.config().retry_config(), 3),
        ];
        for (timeouts, retries, attempts) in clients {
            let timeouts = timeouts.unwrap();
            assert!(timeouts.connect_timeout().is_some() && timeouts.read_timeout().is_some());
            assert!(timeouts.operation_attempt_timeout() <= timeouts.operation_timeout());
            assert!(timeouts.operation_attempt_timeout().is_some());
            assert_eq!(retries.unwrap().max_attempts(), attempts);
        }
    }

    #[test]
    fn patience_can_be_cut_and_never_stretched() {
        let limits = |at_most| {
            let sdk = configure(None).unwrap().with_attempts_of(at_most);
            let timeouts = sdk.dynamodb().config().timeout_config().unwrap().clone();
            (timeouts.operation_attempt_timeout().unwrap(), timeouts.operation_timeout().unwrap())
        };
        let half = DYNAMODB.attempt / 2;
        assert_eq!(limits(half), (half, DYNAMODB.operation / 2));
        assert_eq!(limits(DYNAMODB.attempt * 2), (DYNAMODB.attempt, DYNAMODB.operation));
    }

    #[test]
    fn two_calls_of_a_command_end_before_the_function_does() {
        assert!(DYNAMODB.operation * 2 < Duration::from_secs(10));
        assert!(DYNAMODB.operation < Duration::from_secs(5));
    }

    #[test]
    fn credentials_are_not_printed() {
        let settings = format!("{:?}", configure(None).unwrap());
        assert!(!settings.contains("secret\""), "{settings}");
    }
}
