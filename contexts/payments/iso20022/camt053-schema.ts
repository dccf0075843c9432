/*
 * The types of camt.053.001.02 and .08 as their schemas have them; see schema.ts for the notation.
 */
export const camt053Schema = String.raw`
AccountIdentification4Choice |IBAN?:Iban Othr?:GenericAccountIdentification1
AccountInterest2 Tp?:InterestType1Choice Rate*:Rate3 FrToDt?:DateTimePeriodDetails Rsn?:t35
AccountInterest4 Tp?:InterestType1Choice Rate*:Rate4 FrToDt?:DateTimePeriod1 Rsn?:t35 Tax?:TaxCharges2
AccountSchemeName1Choice |Cd?:t4 Prtry?:t35
AccountStatement2 Id:t35 ElctrncSeqNb?:d18.0 LglSeqNb?:d18.0 CreDtTm:dateTime FrToDt?:DateTimePeriodDetails CpyDplctInd?:CopyDuplicate1Code RptgSrc?:ReportingSource1Choice Acct:CashAccount20 RltdAcct?:CashAccount16 Intrst*:AccountInterest2 Bal+:CashBalance3 TxsSummry?:TotalTransactions2 Ntry*:ReportEntry2 AddtlStmtInf?:t500
AccountStatement9 Id:t35 StmtPgntn?:Pagination1 ElctrncSeqNb?:d18.0 RptgSeq?:SequenceRange1Choice LglSeqNb?:d18.0 CreDtTm?:dateTime FrToDt?:DateTimePeriod1 CpyDplctInd?:CopyDuplicate1Code RptgSrc?:ReportingSource1Choice Acct:CashAccount39 RltdAcct?:CashAccount38 Intrst*:AccountInterest4 Bal+:CashBalance8 TxsSummry?:TotalTransactions6 Ntry*:ReportEntry10 AddtlStmtInf?:t500
ActiveCurrencyAndAmount $n18.5 Ccy=Currency
ActiveOrHistoricCurrencyAnd13DecimalAmount $n18.13 Ccy=Currency
ActiveOrHistoricCurrencyAndAmount $n18.5 Ccy=Currency
ActiveOrHistoricCurrencyAndAmountRange2 Amt:ImpliedCurrencyAmountRange1Choice CdtDbtInd?:CreditDebitCode Ccy:Currency
AddressType3Choice |Cd?:AddressType2Code Prtry?:GenericIdentification30
AlternateSecurityIdentification2 Tp:t35 Id:t35
AmountAndCurrencyExchange3 InstdAmt?:AmountAndCurrencyExchangeDetails3 TxAmt?:AmountAndCurrencyExchangeDetails3 CntrValAmt?:AmountAndCurrencyExchangeDetails3 AnncdPstngAmt?:AmountAndCurrencyExchangeDetails3 PrtryAmt*:AmountAndCurrencyExchangeDetails4
AmountAndCurrencyExchangeDetails3 Amt:ActiveOrHistoricCurrencyAndAmount CcyXchg?:CurrencyExchange5
AmountAndCurrencyExchangeDetails4 Tp:t35 Amt:ActiveOrHistoricCurrencyAndAmount CcyXchg?:CurrencyExchange5
AmountAndDirection35 Amt:n18.17 CdtDbtInd:CreditDebitCode
AmountRangeBoundary1 BdryAmt:n18.5 Incl:bool
BalanceSubType1Choice |Cd?:t4 Prtry?:t35
BalanceType10Choice |Cd?:t4 Prtry?:t35
BalanceType12 CdOrPrtry:BalanceType5Choice SubTp?:BalanceSubType1Choice
BalanceType13 CdOrPrtry:BalanceType10Choice SubTp?:BalanceSubType1Choice
BalanceType5Choice |Cd?:BalanceType12Code Prtry?:t35
BankToCustomerStatementV02 GrpHdr:GroupHeader42 Stmt+:AccountStatement2
BankToCustomerStatementV08 GrpHdr:GroupHeader81 Stmt+:AccountStatement9 SplmtryData*:SupplementaryData1
BankTransactionCodeStructure4 Domn?:BankTransactionCodeStructure5 Prtry?:ProprietaryBankTransactionCodeStructure1
BankTransactionCodeStructure5 Cd:t4 Fmly:BankTransactionCodeStructure6
BankTransactionCodeStructure6 Cd:t4 SubFmlyCd:t4
BatchInformation2 MsgId?:t35 PmtInfId?:t35 NbOfTxs?:Digits15 TtlAmt?:ActiveOrHistoricCurrencyAndAmount CdtDbtInd?:CreditDebitCode
BranchAndFinancialInstitutionIdentification4 FinInstnId:FinancialInstitutionIdentification7 BrnchId?:BranchData2
BranchAndFinancialInstitutionIdentification6 FinInstnId:FinancialInstitutionIdentification18 BrnchId?:BranchData3
BranchData2 Id?:t35 Nm?:t140 PstlAdr?:PostalAddress6
BranchData3 Id?:t35 LEI?:Lei Nm?:t140 PstlAdr?:PostalAddress24
CardAggregated2 AddtlSvc?:CardPaymentServiceType2Code TxCtgy?:t4 SaleRcncltnId?:t35 SeqNbRg?:CardSequenceNumberRange1 TxDtRg?:DateOrDateTimePeriod1Choice
CardEntry4 Card?:PaymentCard4 POI?:PointOfInteraction1 AggtdNtry?:CardAggregated2 PrePdAcct?:CashAccount38
CardIndividualTransaction2 ICCRltdData?:t1025 PmtCntxt?:PaymentContext3 AddtlSvc?:CardPaymentServiceType2Code TxCtgy?:t4 SaleRcncltnId?:t35 SaleRefNb?:t35 RePresntmntRsn?:t4 SeqNb?:t35 TxId?:TransactionIdentifier1 Pdct?:Product2 VldtnDt?:date VldtnSeqNb?:t35
CardSecurityInformation1 CSCMgmt:Cscmanagement1Code CSCVal?:/[0-9]{3,4}/
CardSequenceNumberRange1 FrstTx?:t35 LastTx?:t35
CardTransaction17 Card?:PaymentCard4 POI?:PointOfInteraction1 Tx?:CardTransaction3Choice PrePdAcct?:CashAccount38
CardTransaction3Choice |Aggtd?:CardAggregated2 Indv?:CardIndividualTransaction2
CardholderAuthentication2 AuthntcnMtd:AuthenticationMethod1Code AuthntcnNtty:AuthenticationEntity1Code
CashAccount16 Id:AccountIdentification4Choice Tp?:CashAccountType2 Ccy?:Currency Nm?:t70
CashAccount20 Id:AccountIdentification4Choice Tp?:CashAccountType2 Ccy?:Currency Nm?:t70 Ownr?:PartyIdentification32 Svcr?:BranchAndFinancialInstitutionIdentification4
CashAccount38 Id:AccountIdentification4Choice Tp?:CashAccountType2Choice Ccy?:Currency Nm?:t70 Prxy?:ProxyAccountIdentification1
CashAccount39 Id:AccountIdentification4Choice Tp?:CashAccountType2Choice Ccy?:Currency Nm?:t70 Prxy?:ProxyAccountIdentification1 Ownr?:PartyIdentification135 Svcr?:BranchAndFinancialInstitutionIdentification6
CashAccountType2 |Cd?:CashAccountType4Code Prtry?:t35
CashAccountType2Choice |Cd?:t4 Prtry?:t35
CashAvailability1 Dt:CashAvailabilityDate1Choice Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode
CashAvailabilityDate1Choice |NbOfDays?:/[\+]{0,1}[0-9]{1,15}/ ActlDt?:date
CashBalance3 Tp:BalanceType12 CdtLine?:CreditLine2 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode Dt:DateAndDateTimeChoice Avlbty*:CashBalanceAvailability2
CashBalance8 Tp:BalanceType13 CdtLine*:CreditLine3 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode Dt:DateAndDateTime2Choice Avlbty*:CashAvailability1
CashBalanceAvailability2 Dt:CashBalanceAvailabilityDate1 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode
CashBalanceAvailabilityDate1 NbOfDays?:/[+]{0,1}[0-9]{1,15}/ ActlDt?:date
CashDeposit1 NoteDnmtn:ActiveCurrencyAndAmount NbOfNotes:Digits15 Amt:ActiveCurrencyAndAmount
ChargeType2Choice |Cd?:ChargeType1Code Prtry?:GenericIdentification3
ChargeType3Choice |Cd?:t4 Prtry?:GenericIdentification3
Charges6 TtlChrgsAndTaxAmt?:ActiveOrHistoricCurrencyAndAmount Rcrd*:ChargesRecord3
ChargesInformation6 TtlChrgsAndTaxAmt?:ActiveOrHistoricCurrencyAndAmount Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd?:CreditDebitCode Tp?:ChargeType2Choice Rate?:d11.10 Br?:ChargeBearerType1Code Pty?:BranchAndFinancialInstitutionIdentification4 Tax?:TaxCharges2
ChargesRecord3 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd?:CreditDebitCode ChrgInclInd?:bool Tp?:ChargeType3Choice Rate?:d11.10 Br?:ChargeBearerType1Code Agt?:BranchAndFinancialInstitutionIdentification6 Tax?:TaxCharges2
ClearingSystemIdentification2Choice |Cd?:t5 Prtry?:t35
ClearingSystemMemberIdentification2 ClrSysId?:ClearingSystemIdentification2Choice MmbId:t35
Contact4 NmPrfx?:NamePrefix2Code Nm?:t140 PhneNb?:Phone MobNb?:Phone FaxNb?:Phone EmailAdr?:t2048 EmailPurp?:t35 JobTitl?:t35 Rspnsblty?:t35 Dept?:t70 Othr*:OtherContact1 PrefrdMtd?:PreferredContactMethod1Code
ContactDetails2 NmPrfx?:NamePrefix1Code Nm?:t140 PhneNb?:Phone MobNb?:Phone FaxNb?:Phone EmailAdr?:t2048 Othr?:t35
CorporateAction1 Cd?:t35 Nb?:t35 Prtry?:t35
CorporateAction9 EvtTp:t35 EvtId:t35
CreditLine2 Incl:bool Amt?:ActiveOrHistoricCurrencyAndAmount
CreditLine3 Incl:bool Tp?:CreditLineType1Choice Amt?:ActiveOrHistoricCurrencyAndAmount Dt?:DateAndDateTime2Choice
CreditLineType1Choice |Cd?:t4 Prtry?:t35
CreditorReferenceInformation2 Tp?:CreditorReferenceType2 Ref?:t35
CreditorReferenceType1Choice |Cd?:DocumentType3Code Prtry?:t35
CreditorReferenceType2 CdOrPrtry:CreditorReferenceType1Choice Issr?:t35
CurrencyAndAmountRange2 Amt:ImpliedCurrencyAmountRangeChoice CdtDbtInd?:CreditDebitCode Ccy:Currency
CurrencyExchange5 SrcCcy:Currency TrgtCcy?:Currency UnitCcy?:Currency XchgRate:d11.10 CtrctId?:t35 QtnDt?:dateTime
DateAndDateTime2Choice |Dt?:date DtTm?:dateTime
DateAndDateTimeChoice |Dt?:date DtTm?:dateTime
DateAndPlaceOfBirth BirthDt:date PrvcOfBirth?:t35 CityOfBirth:t35 CtryOfBirth:Country
DateAndPlaceOfBirth1 BirthDt:date PrvcOfBirth?:t35 CityOfBirth:t35 CtryOfBirth:Country
DateOrDateTimePeriod1Choice |Dt?:DatePeriod2 DtTm?:DateTimePeriod1
DatePeriod2 FrDt:date ToDt:date
DatePeriodDetails FrDt:date ToDt:date
DateTimePeriod1 FrDtTm:dateTime ToDtTm:dateTime
DateTimePeriodDetails FrDtTm:dateTime ToDtTm:dateTime
DiscountAmountAndType1 Tp?:DiscountAmountType1Choice Amt:ActiveOrHistoricCurrencyAndAmount
DiscountAmountType1Choice |Cd?:t4 Prtry?:t35
DisplayCapabilities1 DispTp:UserInterface2Code NbOfLines:/[0-9]{1,3}/ LineWidth:/[0-9]{1,3}/
DocumentAdjustment1 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd?:CreditDebitCode Rsn?:t4 AddtlInf?:t140
DocumentLineIdentification1 Tp?:DocumentLineType1 Nb?:t35 RltdDt?:date
DocumentLineInformation1 Id+:DocumentLineIdentification1 Desc?:t2048 Amt?:RemittanceAmount3
DocumentLineType1 CdOrPrtry:DocumentLineType1Choice Issr?:t35
DocumentLineType1Choice |Cd?:t4 Prtry?:t35
EntryDetails1 Btch?:BatchInformation2 TxDtls*:EntryTransaction2
EntryDetails9 Btch?:BatchInformation2 TxDtls*:EntryTransaction10
EntryStatus1Choice |Cd?:t4 Prtry?:t35
EntryTransaction10 Refs?:TransactionReferences6 Amt?:ActiveOrHistoricCurrencyAndAmount CdtDbtInd?:CreditDebitCode AmtDtls?:AmountAndCurrencyExchange3 Avlbty*:CashAvailability1 BkTxCd?:BankTransactionCodeStructure4 Chrgs?:Charges6 Intrst?:TransactionInterest4 RltdPties?:TransactionParties6 RltdAgts?:TransactionAgents5 LclInstrm?:LocalInstrument2Choice Purp?:Purpose2Choice RltdRmtInf{0,10}:RemittanceLocation7 RmtInf?:RemittanceInformation16 RltdDts?:TransactionDates3 RltdPric?:TransactionPrice4Choice RltdQties*:TransactionQuantities3Choice FinInstrmId?:SecurityIdentification19 Tax?:TaxInformation8 RtrInf?:PaymentReturnReason5 CorpActn?:CorporateAction9 SfkpgAcct?:SecuritiesAccount19 CshDpst*:CashDeposit1 CardTx?:CardTransaction17 AddtlTxInf?:t500 SplmtryData*:SupplementaryData1
EntryTransaction2 Refs?:TransactionReferences2 AmtDtls?:AmountAndCurrencyExchange3 Avlbty*:CashBalanceAvailability2 BkTxCd?:BankTransactionCodeStructure4 Chrgs*:ChargesInformation6 Intrst*:TransactionInterest2 RltdPties?:TransactionParty2 RltdAgts?:TransactionAgents2 Purp?:Purpose2Choice RltdRmtInf{0,10}:RemittanceLocation2 RmtInf?:RemittanceInformation5 RltdDts?:TransactionDates2 RltdPric?:TransactionPrice2Choice RltdQties*:TransactionQuantities1Choice FinInstrmId?:SecurityIdentification4Choice Tax?:TaxInformation3 RtrInf?:ReturnReasonInformation10 CorpActn?:CorporateAction1 SfkpgAcct?:CashAccount16 AddtlTxInf?:t500
FinancialIdentificationSchemeName1Choice |Cd?:t4 Prtry?:t35
FinancialInstitutionIdentification18 BICFI?:Bic2014 ClrSysMmbId?:ClearingSystemMemberIdentification2 LEI?:Lei Nm?:t140 PstlAdr?:PostalAddress24 Othr?:GenericFinancialIdentification1
FinancialInstitutionIdentification7 BIC?:Bic ClrSysMmbId?:ClearingSystemMemberIdentification2 Nm?:t140 PstlAdr?:PostalAddress6 Othr?:GenericFinancialIdentification1
FinancialInstrumentQuantity1Choice |Unit?:d18.17 FaceAmt?:n18.5 AmtsdVal?:n18.5
FinancialInstrumentQuantityChoice |Unit?:d18.17 FaceAmt?:n18.5 AmtsdVal?:n18.5
FromToAmountRange FrAmt:AmountRangeBoundary1 ToAmt:AmountRangeBoundary1
FromToAmountRange1 FrAmt:AmountRangeBoundary1 ToAmt:AmountRangeBoundary1
Garnishment3 Tp:GarnishmentType1 Grnshee?:PartyIdentification135 GrnshmtAdmstr?:PartyIdentification135 RefNb?:t140 Dt?:date RmtdAmt?:ActiveOrHistoricCurrencyAndAmount FmlyMdclInsrncInd?:bool MplyeeTermntnInd?:bool
GarnishmentType1 CdOrPrtry:GarnishmentType1Choice Issr?:t35
GarnishmentType1Choice |Cd?:t4 Prtry?:t35
GenericAccountIdentification1 Id:t34 SchmeNm?:AccountSchemeName1Choice Issr?:t35
GenericFinancialIdentification1 Id:t35 SchmeNm?:FinancialIdentificationSchemeName1Choice Issr?:t35
GenericIdentification1 Id:t35 SchmeNm?:t35 Issr?:t35
GenericIdentification3 Id:t35 Issr?:t35
GenericIdentification30 Id:Code4 Issr:t35 SchmeNm?:t35
GenericIdentification32 Id:t35 Tp?:PartyType3Code Issr?:PartyType4Code ShrtNm?:t35
GenericOrganisationIdentification1 Id:t35 SchmeNm?:OrganisationIdentificationSchemeName1Choice Issr?:t35
GenericPersonIdentification1 Id:t35 SchmeNm?:PersonIdentificationSchemeName1Choice Issr?:t35
GroupHeader42 MsgId:t35 CreDtTm:dateTime MsgRcpt?:PartyIdentification32 MsgPgntn?:Pagination AddtlInf?:t500
GroupHeader81 MsgId:t35 CreDtTm:dateTime MsgRcpt?:PartyIdentification135 MsgPgntn?:Pagination1 OrgnlBizQry?:OriginalBusinessQuery1 AddtlInf?:t500
IdentificationSource3Choice |Cd?:t4 Prtry?:t35
ImpliedCurrencyAmountRange1Choice |FrAmt?:AmountRangeBoundary1 ToAmt?:AmountRangeBoundary1 FrToAmt?:FromToAmountRange1 EQAmt?:n18.5 NEQAmt?:n18.5
ImpliedCurrencyAmountRangeChoice |FrAmt?:AmountRangeBoundary1 ToAmt?:AmountRangeBoundary1 FrToAmt?:FromToAmountRange EQAmt?:n18.5 NEQAmt?:n18.5
InterestRecord2 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode Tp?:InterestType1Choice Rate?:Rate4 FrToDt?:DateTimePeriod1 Rsn?:t35 Tax?:TaxCharges2
InterestType1Choice |Cd?:InterestType1Code Prtry?:t35
LocalInstrument2Choice |Cd?:t35 Prtry?:t35
MessageIdentification2 MsgNmId?:t35 MsgId?:t35
NameAndAddress10 Nm:t140 Adr:PostalAddress6
NameAndAddress16 Nm:t140 Adr:PostalAddress24
NumberAndSumOfTransactions1 NbOfNtries?:Digits15 Sum?:d18.17
NumberAndSumOfTransactions2 NbOfNtries?:Digits15 Sum?:d18.17 TtlNetNtryAmt?:d18.17 CdtDbtInd?:CreditDebitCode
NumberAndSumOfTransactions4 NbOfNtries?:Digits15 Sum?:d18.17 TtlNetNtry?:AmountAndDirection35
OrganisationIdentification29 AnyBIC?:Bic2014 LEI?:Lei Othr*:GenericOrganisationIdentification1
OrganisationIdentification4 BICOrBEI?:Bic Othr*:GenericOrganisationIdentification1
OrganisationIdentificationSchemeName1Choice |Cd?:t4 Prtry?:t35
OriginalAndCurrentQuantities1 FaceAmt:n18.5 AmtsdVal:n18.5
OriginalBusinessQuery1 MsgId:t35 MsgNmId?:t35 CreDtTm?:dateTime
OtherContact1 ChanlTp:t4 Id?:t128
OtherIdentification1 Id:t35 Sfx?:t16 Tp:IdentificationSource3Choice
Pagination PgNb:/[0-9]{1,5}/ LastPgInd:bool
Pagination1 PgNb:/[0-9]{1,5}/ LastPgInd:bool
Party38Choice |OrgId?:OrganisationIdentification29 PrvtId?:PersonIdentification13
Party40Choice |Pty?:PartyIdentification135 Agt?:BranchAndFinancialInstitutionIdentification6
Party6Choice |OrgId?:OrganisationIdentification4 PrvtId?:PersonIdentification5
PartyIdentification135 Nm?:t140 PstlAdr?:PostalAddress24 Id?:Party38Choice CtryOfRes?:Country CtctDtls?:Contact4
PartyIdentification32 Nm?:t140 PstlAdr?:PostalAddress6 Id?:Party6Choice CtryOfRes?:Country CtctDtls?:ContactDetails2
PaymentCard4 PlainCardData?:PlainCardData1 CardCtryCd?:/[0-9]{3}/ CardBrnd?:GenericIdentification1 AddtlCardData?:t70
PaymentContext3 CardPres?:bool CrdhldrPres?:bool OnLineCntxt?:bool AttndncCntxt?:AttendanceContext1Code TxEnvt?:TransactionEnvironment1Code TxChanl?:TransactionChannel1Code AttndntMsgCpbl?:bool AttndntLang?:/[a-z]{2,2}/ CardDataNtryMd:CardDataReading1Code FllbckInd?:bool AuthntcnMtd?:CardholderAuthentication2
PaymentReturnReason5 OrgnlBkTxCd?:BankTransactionCodeStructure4 Orgtr?:PartyIdentification135 Rsn?:ReturnReason5Choice AddtlInf*:t105
PersonIdentification13 DtAndPlcOfBirth?:DateAndPlaceOfBirth1 Othr*:GenericPersonIdentification1
PersonIdentification5 DtAndPlcOfBirth?:DateAndPlaceOfBirth Othr*:GenericPersonIdentification1
PersonIdentificationSchemeName1Choice |Cd?:t4 Prtry?:t35
PlainCardData1 PAN:/[0-9]{8,28}/ CardSeqNb?:/[0-9]{2,3}/ FctvDt?:period XpryDt:period SvcCd?:/[0-9]{3}/ TrckData*:TrackData1 CardSctyCd?:CardSecurityInformation1
PointOfInteraction1 Id:GenericIdentification32 SysNm?:t70 GrpId?:t35 Cpblties?:PointOfInteractionCapabilities1 Cmpnt*:PointOfInteractionComponent1
PointOfInteractionCapabilities1 CardRdngCpblties*:CardDataReading1Code CrdhldrVrfctnCpblties*:CardholderVerificationCapability1Code OnLineCpblties?:OnLineCapability1Code DispCpblties*:DisplayCapabilities1 PrtLineWidth?:/[0-9]{1,3}/
PointOfInteractionComponent1 POICmpntTp:PoicomponentType1Code ManfctrId?:t35 Mdl?:t35 VrsnNb?:t16 SrlNb?:t35 ApprvlNb*:t70
PostalAddress24 AdrTp?:AddressType3Choice Dept?:t70 SubDept?:t70 StrtNm?:t70 BldgNb?:t16 BldgNm?:t35 Flr?:t70 PstBx?:t16 Room?:t70 PstCd?:t16 TwnNm?:t35 TwnLctnNm?:t35 DstrctNm?:t35 CtrySubDvsn?:t35 Ctry?:Country AdrLine{0,7}:t70
PostalAddress6 AdrTp?:AddressType2Code Dept?:t70 SubDept?:t70 StrtNm?:t70 BldgNb?:t16 PstCd?:t16 TwnNm?:t35 CtrySubDvsn?:t35 Ctry?:Country AdrLine{0,7}:t70
Price7 Tp:YieldedOrValueType1Choice Val:PriceRateOrAmount3Choice
PriceRateOrAmount3Choice |Rate?:d11.10 Amt?:ActiveOrHistoricCurrencyAnd13DecimalAmount
Product2 PdctCd:t70 UnitOfMeasr?:UnitOfMeasure1Code PdctQty?:d18.17 UnitPric?:n18.5 PdctAmt?:n18.5 TaxTp?:t35 AddtlPdctInf?:t35
ProprietaryAgent2 Tp:t35 Agt:BranchAndFinancialInstitutionIdentification4
ProprietaryAgent4 Tp:t35 Agt:BranchAndFinancialInstitutionIdentification6
ProprietaryBankTransactionCodeStructure1 Cd:t35 Issr?:t35
ProprietaryDate2 Tp:t35 Dt:DateAndDateTimeChoice
ProprietaryDate3 Tp:t35 Dt:DateAndDateTime2Choice
ProprietaryParty2 Tp:t35 Pty:PartyIdentification32
ProprietaryParty5 Tp:t35 Pty:Party40Choice
ProprietaryPrice2 Tp:t35 Pric:ActiveOrHistoricCurrencyAndAmount
ProprietaryQuantity1 Tp:t35 Qty:t35
ProprietaryReference1 Tp:t35 Ref:t35
ProxyAccountIdentification1 Tp?:ProxyAccountType1Choice Id:t2048
ProxyAccountType1Choice |Cd?:t4 Prtry?:t35
Purpose2Choice |Cd?:t4 Prtry?:t35
Rate3 Tp:RateType4Choice VldtyRg?:CurrencyAndAmountRange2
Rate4 Tp:RateType4Choice VldtyRg?:ActiveOrHistoricCurrencyAndAmountRange2
RateType4Choice |Pctg?:d11.10 Othr?:t35
ReferredDocumentInformation3 Tp?:ReferredDocumentType2 Nb?:t35 RltdDt?:date
ReferredDocumentInformation7 Tp?:ReferredDocumentType4 Nb?:t35 RltdDt?:date LineDtls*:DocumentLineInformation1
ReferredDocumentType1Choice |Cd?:DocumentType5Code Prtry?:t35
ReferredDocumentType2 CdOrPrtry:ReferredDocumentType1Choice Issr?:t35
ReferredDocumentType3Choice |Cd?:DocumentType6Code Prtry?:t35
ReferredDocumentType4 CdOrPrtry:ReferredDocumentType3Choice Issr?:t35
RemittanceAmount1 DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt?:ActiveOrHistoricCurrencyAndAmount CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt?:ActiveOrHistoricCurrencyAndAmount AdjstmntAmtAndRsn*:DocumentAdjustment1 RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
RemittanceAmount2 DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt*:DiscountAmountAndType1 CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt*:TaxAmountAndType1 AdjstmntAmtAndRsn*:DocumentAdjustment1 RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
RemittanceAmount3 DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt*:DiscountAmountAndType1 CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt*:TaxAmountAndType1 AdjstmntAmtAndRsn*:DocumentAdjustment1 RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
RemittanceInformation16 Ustrd*:t140 Strd*:StructuredRemittanceInformation16
RemittanceInformation5 Ustrd*:t140 Strd*:StructuredRemittanceInformation7
RemittanceLocation2 RmtId?:t35 RmtLctnMtd?:RemittanceLocationMethod2Code RmtLctnElctrncAdr?:t2048 RmtLctnPstlAdr?:NameAndAddress10
RemittanceLocation7 RmtId?:t35 RmtLctnDtls*:RemittanceLocationData1
RemittanceLocationData1 Mtd:RemittanceLocationMethod2Code ElctrncAdr?:t2048 PstlAdr?:NameAndAddress16
ReportEntry10 NtryRef?:t35 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode RvslInd?:bool Sts:EntryStatus1Choice BookgDt?:DateAndDateTime2Choice ValDt?:DateAndDateTime2Choice AcctSvcrRef?:t35 Avlbty*:CashAvailability1 BkTxCd:BankTransactionCodeStructure4 ComssnWvrInd?:bool AddtlInfInd?:MessageIdentification2 AmtDtls?:AmountAndCurrencyExchange3 Chrgs?:Charges6 TechInptChanl?:TechnicalInputChannel1Choice Intrst?:TransactionInterest4 CardTx?:CardEntry4 NtryDtls*:EntryDetails9 AddtlNtryInf?:t500
ReportEntry2 NtryRef?:t35 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode RvslInd?:bool Sts:EntryStatus2Code BookgDt?:DateAndDateTimeChoice ValDt?:DateAndDateTimeChoice AcctSvcrRef?:t35 Avlbty*:CashBalanceAvailability2 BkTxCd:BankTransactionCodeStructure4 ComssnWvrInd?:bool AddtlInfInd?:MessageIdentification2 AmtDtls?:AmountAndCurrencyExchange3 Chrgs*:ChargesInformation6 TechInptChanl?:TechnicalInputChannel1Choice Intrst*:TransactionInterest2 NtryDtls*:EntryDetails1 AddtlNtryInf?:t500
ReportingSource1Choice |Cd?:t4 Prtry?:t35
ReturnReason5Choice |Cd?:t4 Prtry?:t35
ReturnReasonInformation10 OrgnlBkTxCd?:BankTransactionCodeStructure4 Orgtr?:PartyIdentification32 Rsn?:ReturnReason5Choice AddtlInf*:t105
SecuritiesAccount19 Id:t35 Tp?:GenericIdentification30 Nm?:t70
SecurityIdentification19 ISIN?:/[A-Z]{2,2}[A-Z0-9]{9,9}[0-9]{1,1}/ OthrId*:OtherIdentification1 Desc?:t140
SecurityIdentification4Choice |ISIN?:/[A-Z0-9]{12,12}/ Prtry?:AlternateSecurityIdentification2
SequenceRange1 FrSeq:t35 ToSeq:t35
SequenceRange1Choice |FrSeq?:t35 ToSeq?:t35 FrToSeq*:SequenceRange1 EQSeq*:t35 NEQSeq*:t35
StructuredRemittanceInformation16 RfrdDocInf*:ReferredDocumentInformation7 RfrdDocAmt?:RemittanceAmount2 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification135 Invcee?:PartyIdentification135 TaxRmt?:TaxInformation7 GrnshmtRmt?:Garnishment3 AddtlRmtInf{0,3}:t140
StructuredRemittanceInformation7 RfrdDocInf*:ReferredDocumentInformation3 RfrdDocAmt?:RemittanceAmount1 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification32 Invcee?:PartyIdentification32 AddtlRmtInf{0,3}:t140
SupplementaryData1 PlcAndNm?:t350 Envlp:SupplementaryDataEnvelope1
SupplementaryDataEnvelope1 *
TaxAmount1 Rate?:d11.10 TaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlAmt?:ActiveOrHistoricCurrencyAndAmount Dtls*:TaxRecordDetails1
TaxAmount2 Rate?:d11.10 TaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlAmt?:ActiveOrHistoricCurrencyAndAmount Dtls*:TaxRecordDetails2
TaxAmountAndType1 Tp?:TaxAmountType1Choice Amt:ActiveOrHistoricCurrencyAndAmount
TaxAmountType1Choice |Cd?:t4 Prtry?:t35
TaxAuthorisation1 Titl?:t35 Nm?:t140
TaxCharges2 Id?:t35 Rate?:d11.10 Amt?:ActiveOrHistoricCurrencyAndAmount
TaxInformation3 Cdtr?:TaxParty1 Dbtr?:TaxParty2 AdmstnZn?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord1
TaxInformation7 Cdtr?:TaxParty1 Dbtr?:TaxParty2 UltmtDbtr?:TaxParty2 AdmstnZone?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord2
TaxInformation8 Cdtr?:TaxParty1 Dbtr?:TaxParty2 AdmstnZone?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord2
TaxParty1 TaxId?:t35 RegnId?:t35 TaxTp?:t35
TaxParty2 TaxId?:t35 RegnId?:t35 TaxTp?:t35 Authstn?:TaxAuthorisation1
TaxPeriod1 Yr?:date Tp?:TaxRecordPeriod1Code FrToDt?:DatePeriodDetails
TaxPeriod2 Yr?:date Tp?:TaxRecordPeriod1Code FrToDt?:DatePeriod2
TaxRecord1 Tp?:t35 Ctgy?:t35 CtgyDtls?:t35 DbtrSts?:t35 CertId?:t35 FrmsCd?:t35 Prd?:TaxPeriod1 TaxAmt?:TaxAmount1 AddtlInf?:t140
TaxRecord2 Tp?:t35 Ctgy?:t35 CtgyDtls?:t35 DbtrSts?:t35 CertId?:t35 FrmsCd?:t35 Prd?:TaxPeriod2 TaxAmt?:TaxAmount2 AddtlInf?:t140
TaxRecordDetails1 Prd?:TaxPeriod1 Amt:ActiveOrHistoricCurrencyAndAmount
TaxRecordDetails2 Prd?:TaxPeriod2 Amt:ActiveOrHistoricCurrencyAndAmount
TechnicalInputChannel1Choice |Cd?:t4 Prtry?:t35
TotalTransactions2 TtlNtries?:NumberAndSumOfTransactions2 TtlCdtNtries?:NumberAndSumOfTransactions1 TtlDbtNtries?:NumberAndSumOfTransactions1 TtlNtriesPerBkTxCd*:TotalsPerBankTransactionCode2
TotalTransactions6 TtlNtries?:NumberAndSumOfTransactions4 TtlCdtNtries?:NumberAndSumOfTransactions1 TtlDbtNtries?:NumberAndSumOfTransactions1 TtlNtriesPerBkTxCd*:TotalsPerBankTransactionCode5
TotalsPerBankTransactionCode2 NbOfNtries?:Digits15 Sum?:d18.17 TtlNetNtryAmt?:d18.17 CdtDbtInd?:CreditDebitCode FcstInd?:bool BkTxCd:BankTransactionCodeStructure4 Avlbty*:CashBalanceAvailability2
TotalsPerBankTransactionCode5 NbOfNtries?:Digits15 Sum?:d18.17 TtlNetNtry?:AmountAndDirection35 CdtNtries?:NumberAndSumOfTransactions1 DbtNtries?:NumberAndSumOfTransactions1 FcstInd?:bool BkTxCd:BankTransactionCodeStructure4 Avlbty*:CashAvailability1 Dt?:DateAndDateTime2Choice
TrackData1 TrckNb?:/[0-9]/ TrckVal:t140
TransactionAgents2 DbtrAgt?:BranchAndFinancialInstitutionIdentification4 CdtrAgt?:BranchAndFinancialInstitutionIdentification4 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification4 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification4 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification4 RcvgAgt?:BranchAndFinancialInstitutionIdentification4 DlvrgAgt?:BranchAndFinancialInstitutionIdentification4 IssgAgt?:BranchAndFinancialInstitutionIdentification4 SttlmPlc?:BranchAndFinancialInstitutionIdentification4 Prtry*:ProprietaryAgent2
TransactionAgents5 InstgAgt?:BranchAndFinancialInstitutionIdentification6 InstdAgt?:BranchAndFinancialInstitutionIdentification6 DbtrAgt?:BranchAndFinancialInstitutionIdentification6 CdtrAgt?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification6 RcvgAgt?:BranchAndFinancialInstitutionIdentification6 DlvrgAgt?:BranchAndFinancialInstitutionIdentification6 IssgAgt?:BranchAndFinancialInstitutionIdentification6 SttlmPlc?:BranchAndFinancialInstitutionIdentification6 Prtry*:ProprietaryAgent4
TransactionDates2 AccptncDtTm?:dateTime TradActvtyCtrctlSttlmDt?:date TradDt?:date IntrBkSttlmDt?:date StartDt?:date EndDt?:date TxDtTm?:dateTime Prtry*:ProprietaryDate2
TransactionDates3 AccptncDtTm?:dateTime TradActvtyCtrctlSttlmDt?:date TradDt?:date IntrBkSttlmDt?:date StartDt?:date EndDt?:date TxDtTm?:dateTime Prtry*:ProprietaryDate3
TransactionIdentifier1 TxDtTm:dateTime TxRef:t35
TransactionInterest2 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd:CreditDebitCode Tp?:InterestType1Choice Rate*:Rate3 FrToDt?:DateTimePeriodDetails Rsn?:t35
TransactionInterest4 TtlIntrstAndTaxAmt?:ActiveOrHistoricCurrencyAndAmount Rcrd*:InterestRecord2
TransactionParties6 InitgPty?:Party40Choice Dbtr?:Party40Choice DbtrAcct?:CashAccount38 UltmtDbtr?:Party40Choice Cdtr?:Party40Choice CdtrAcct?:CashAccount38 UltmtCdtr?:Party40Choice TradgPty?:Party40Choice Prtry*:ProprietaryParty5
TransactionParty2 InitgPty?:PartyIdentification32 Dbtr?:PartyIdentification32 DbtrAcct?:CashAccount16 UltmtDbtr?:PartyIdentification32 Cdtr?:PartyIdentification32 CdtrAcct?:CashAccount16 UltmtCdtr?:PartyIdentification32 TradgPty?:PartyIdentification32 Prtry*:ProprietaryParty2
TransactionPrice2Choice |DealPric?:ActiveOrHistoricCurrencyAndAmount Prtry*:ProprietaryPrice2
TransactionPrice4Choice |DealPric?:Price7 Prtry*:ProprietaryPrice2
TransactionQuantities1Choice |Qty?:FinancialInstrumentQuantityChoice Prtry?:ProprietaryQuantity1
TransactionQuantities3Choice |Qty?:FinancialInstrumentQuantity1Choice OrgnlAndCurFaceAmt?:OriginalAndCurrentQuantities1 Prtry?:ProprietaryQuantity1
TransactionReferences2 MsgId?:t35 AcctSvcrRef?:t35 PmtInfId?:t35 InstrId?:t35 EndToEndId?:t35 TxId?:t35 MndtId?:t35 ChqNb?:t35 ClrSysRef?:t35 Prtry?:ProprietaryReference1
TransactionReferences6 MsgId?:t35 AcctSvcrRef?:t35 PmtInfId?:t35 InstrId?:t35 EndToEndId?:t35 UETR?:Uetr TxId?:t35 MndtId?:t35 ChqNb?:t35 ClrSysRef?:t35 AcctOwnrTxId?:t35 AcctSvcrTxId?:t35 MktInfrstrctrTxId?:t35 PrcgId?:t35 Prtry*:ProprietaryReference1
YieldedOrValueType1Choice |Yldd?:bool ValTp?:PriceValueType1Code
AddressType2Code = ADDR PBOX HOME BIZZ MLTO DLVY
AttendanceContext1Code = ATTD SATT UATT
AuthenticationEntity1Code = ICCD AGNT MERC
AuthenticationMethod1Code = UKNW BYPS NPIN FPIN CPSG PPSG MANU MERC SCRT SNCT SCNL
BalanceType12Code = XPCD OPAV ITAV CLAV FWAV CLBD ITBD OPBD PRCD INFO
CardDataReading1Code = TAGC PHYS BRCD MGST CICC DFLE CTLS ECTL
CardPaymentServiceType2Code = AGGR DCCV GRTT INSP LOYT NRES PUCO RECP SOAF UNAF VCAU
CardholderVerificationCapability1Code = MNSG NPIN FCPN FEPN FDSG FBIO MNVR FBIG APKI PKIS CHDT SCEC
CashAccountType4Code = CASH CHAR COMM TAXE CISH TRAS SACC CACC SVGS ONDP MGLD NREX MOMA LOAN SLRY ODFT
ChargeBearerType1Code = DEBT CRED SHAR SLEV
ChargeType1Code = BRKF COMM
CopyDuplicate1Code = CODU COPY DUPL
CreditDebitCode = CRDT DBIT
Cscmanagement1Code = PRST BYPS UNRD NCSC
DocumentType3Code = RADM RPIN FXDR DISP PUOR SCOR
DocumentType5Code = MSIN CNFA DNFA CINV CREN DEBN HIRI SBIN CMCN SOAC DISP BOLD VCHR AROI TSUT
DocumentType6Code = MSIN CNFA DNFA CINV CREN DEBN HIRI SBIN CMCN SOAC DISP BOLD VCHR AROI TSUT PUOR
EntryStatus2Code = BOOK PDNG INFO
InterestType1Code = INDY OVRN
NamePrefix1Code = DOCT MIST MISS MADM
NamePrefix2Code = DOCT MADM MISS MIST MIKS
OnLineCapability1Code = OFLN ONLN SMON
PartyType3Code = OPOI MERC ACCP ITAG ACQR CISS DLIS
PartyType4Code = MERC ACCP ITAG ACQR CISS TAXH
PoicomponentType1Code = SOFT EMVK EMVO MRIT CHIT SECM PEDV
PreferredContactMethod1Code = LETT MAIL PHON FAXX CELL
PriceValueType1Code = DISC PREM PARV
RemittanceLocationMethod2Code = FAXI EDIC URID EMAL POST SMSM
TaxRecordPeriod1Code = MM01 MM02 MM03 MM04 MM05 MM06 MM07 MM08 MM09 MM10 MM11 MM12 QTR1 QTR2 QTR3 QTR4 HLF1 HLF2
TransactionChannel1Code = MAIL TLPH ECOM TVPY
TransactionEnvironment1Code = MERC PRIV PUBL
UnitOfMeasure1Code = PIEC TONS FOOT GBGA USGA GRAM INCH KILO PUND METR CMET MMET LITR CELI MILI GBOU USOU GBQA USQA GBPI USPI MILE KMET YARD SQKI HECT ARES SMET SCMT SMIL SQMI SQYA SQFO SQIN ACRE
UserInterface2Code = MDSP CDSP
`
