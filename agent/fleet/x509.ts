// The library keeps what it knows of ASN.1 in the metadata of classes, which JavaScript has not yet.
import 'reflect-metadata'

export {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509Certificates,
  X509Crl,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509'
